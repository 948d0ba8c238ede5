#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "frontends/host_values/flow.h"

namespace floodwall::cpp {

/// Statements that one function prepares and another one runs by their name, or by the member that holds
/// them: PQprepare(conn, "gone", "DROP …") and PQexecPrepared(conn, "gone", …). Whoever runs one runs its
/// text.
class PreparedStatements {
 public:
  /// `fragments`: what the call hands to the database.
  void add(const host::CallEvent& event, const std::vector<std::size_t>& fragments);
  /// What the call runs that other functions have prepared.
  std::vector<std::uint32_t> run_by(const host::CallEvent& event) const;

 private:
  struct Prepared {
    const host::Function* by;
    std::uint32_t fragment;
  };
  std::map<std::string, std::vector<Prepared>> known_;
};

}  // namespace floodwall::cpp
