#pragma once
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

namespace floodwall::cpp {

/// The routines of one file and what it tells other files about guards. Feed it every call:
///   Routines routines(program, path, project);
///   for each event: routines.on_call(event, fragments made from it);
///   found.routines = routines.finish(found.facts);
class Routines {
 public:
  /// All of it must outlive this. `path` as in FrontendSettings::path_of.
  Routines(const host::Program& program, std::string_view path, const host::HostProject& project);

  void on_call(const host::CallEvent& event, std::span<const std::uint32_t> fragments = {}) {
    recorder_.on_call(event, fragments);
  }
  /// Adds to `facts` what other files may want to know, and what this one wants to know of them.
  std::vector<HostRoutine> finish(host::HostFacts& facts);

 private:
  host::RoutineRole role_of(const host::Function* function) const;
  RoutineKind kind_of(const host::Function& function) const;
  GuardStrength guard_of_fixture(const host::Function& function) const;
  std::optional<host::KnownCheck> known_check(std::string_view name) const;

  const host::Program& program_;
  const std::string_view path_;
  const host::HostProject& project_;
  const host::Definitions definitions_;
  std::set<std::string_view> fixtures_;  ///< classes that tests are made of
  mutable host::CheckBook checks_;
  mutable std::set<std::string, std::less<>> asked_;
  const host::GuardReader guards_;
  const host::OriginReader origins_;
  host::RoutineRecorder recorder_;
};

}  // namespace floodwall::cpp
