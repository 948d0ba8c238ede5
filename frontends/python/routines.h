#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/host_values/check_book.h"
#include "frontends/host_values/definitions.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/guards.h"
#include "frontends/host_values/host_project.h"
#include "frontends/host_values/origins.h"
#include "frontends/host_values/routines.h"

namespace floodwall::python {

/// Whether a function's results are SQL: upgrade and downgrade of Aerich's migrations.
bool returns_sql(const host::Function& function);

/// The routines of one Python file and what it tells other files about guards. Feed it every call:
///   Routines routines(program, path, project);
///   for each event: routines.on_call(event, fragments made from it);
///   found.routines = routines.finish(found.facts);
class Routines {
 public:
  /// All of it must outlive this. `path` as in FrontendSettings::path_of, `module` the dotted name of it.
  Routines(const host::Program& program, std::string_view path, std::string_view module,
           const host::HostProject& project);

  void on_call(const host::CallEvent& event, std::span<const std::uint32_t> fragments = {});
  /// SQL that a function returns for somebody else to run.
  void on_returned(const host::Function& function, Span at, std::uint32_t fragment);
  /// Adds to `facts` what other files may want to know, and what this one wants to know of them.
  std::vector<HostRoutine> finish(host::HostFacts& facts);

 private:
  host::RoutineRole role_of(const host::Function* function, const host::Class* klass) const;
  RoutineKind kind_of(const host::Function& function) const;
  GuardStrength guard_of_fixtures(const host::Function& function, int depth = 0) const;
  GuardStrength guard_of_way_back(const host::Function* function) const;
  std::optional<host::KnownCheck> known_check(std::string_view name) const;
  std::optional<host::Origin> known_origin(std::string_view path) const;
  host::Effect effect_of(const host::CallEvent& event) const;
  bool is_plain_test_case(const host::Class& klass, int depth = 0) const;
  void add_variables();
  void add_asks(const std::vector<HostRoutine>& routines, host::HostFacts& facts) const;
  void add_facts(host::HostFacts& facts);
  void add_origins(host::HostFacts& facts) const;
  void add_settings(host::HostFacts& facts) const;
  bool chooses_database() const;

  const host::Program& program_;
  const std::string_view path_;
  const std::string_view module_;
  const host::HostProject& project_;
  const host::Definitions definitions_;
  const bool is_migration_;
  mutable host::CheckBook checks_;  ///< of our functions
  mutable std::set<std::string, std::less<>> asked_;
  mutable std::set<std::string, std::less<>> asked_origins_;
  const host::GuardReader guards_;
  const host::OriginReader origins_;
  host::RoutineRecorder recorder_;
  std::vector<host::FolderGuard> folder_guards_;
  mutable std::optional<bool> chooses_database_;
};

}  // namespace floodwall::python
