#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "frontends/host_values/flow.h"

namespace floodwall::cpp {

/// A method of SOCI's session that sends SQL of its own making: for the docs and their test.
struct SociMethod {
  std::string_view name;
  std::string_view example;  ///< C++ that calls it, behind `soci::session session(…);`
  std::string_view sql;      ///< what the backend for PostgreSQL gets
};

std::vector<SociMethod> soci_methods();

/// What SOCI makes of session.drop_table("orders"), and of create_table with all that is said of the table
/// behind it. Names go into the text as they are.
class SociTables {
 public:
  using ClassOf = std::function<std::string_view(const host::CallEvent&)>;
  /// `events` are all calls of the program; both must outlive this.
  SociTables(const host::Program& program, const std::deque<host::CallEvent>& events,
             const ClassOf& class_of_object);

  /// The SQL that is sent because of this call; nullopt: none.
  std::optional<host::Value> sent_by(const host::CallEvent& event) const;

 private:
  std::map<const host::Expression*, host::Value> sent_;  ///< by the call
};

}  // namespace floodwall::cpp
