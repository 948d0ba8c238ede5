#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/text/host_routine.h"
#include "frontends/host_values/definitions.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/guards.h"
#include "frontends/host_values/origins.h"

namespace floodwall::host {

/// What a host language and its libraries say of a function, or of the code of a module or class (nullptr).
struct RoutineRole {
  RoutineKind kind = RoutineKind::Other;
  GuardStrength guard = GuardStrength::None;  ///< of whoever runs it
  std::string run_by = {};                    ///< HostRoutine::run_by
};

struct Effect {
  CallEffect kind = CallEffect::None;
  std::string call = {};   ///< for messages; empty: the path of the callee
  std::string value = {};  ///< of a variable
  Origin origin = {};      ///< of the database that it works on, if nothing in the call says more
};

/// Puts the calls of a program together to routines: one for each function, in the order of execution.
///   RoutineRecorder recorder(…);  for each call: recorder.on_call(event, fragments made from it);
///   found.routines = recorder.finish();
class RoutineRecorder {
 public:
  struct Language {
    std::function<RoutineRole(const Function* function, const Class* klass)> role_of;
    /// What the call does beside the SQL that is made from it.
    std::function<Effect(const CallEvent& event)> effect_of;
  };
  RoutineRecorder(const Definitions& definitions, const GuardReader& guards, const OriginReader& origins,
                  Language language)
      : definitions_(definitions), guards_(guards), origins_(origins), language_(std::move(language)) {}

  /// Every call of the program, in the order that Flow meets them. `event` must live until `finish`;
  /// `fragments` are places among the file's.
  void on_call(const CallEvent& event, std::span<const std::uint32_t> fragments = {});
  /// Something that is no call.
  void add_step(const Function* function, const Class* klass, RoutineStep step);
  /// Only routines with steps. A helper is of the kind of those who call it, and guarded as they are.
  std::vector<HostRoutine> finish();

 private:
  using Place = std::pair<const Function*, const Class*>;
  struct Recorded {
    HostRoutine routine;
    Place place;
  };
  HostRoutine& routine_at(const Function* function, const Class* klass);
  void complete_arguments(const CallEvent& event);
  void inherit_from_callers();

  const Definitions& definitions_;
  const GuardReader& guards_;
  const OriginReader& origins_;
  const Language language_;
  std::vector<Recorded> recorded_;
  std::map<Place, std::size_t> places_;
  std::map<const Function*, std::vector<const CallEvent*>> callers_;
};

}  // namespace floodwall::host
