#pragma once
#include <deque>
#include <optional>
#include <string_view>

#include "frontends/cpp/engines.h"
#include "frontends/cpp/sinks.h"
#include "frontends/cpp/syntax.h"
#include "frontends/cpp/wrappers.h"
#include "frontends/frontend.h"
#include "frontends/host_values/sql_shape.h"

namespace floodwall::cpp {

/// What a call hands to a database.
struct Handed {
  const host::Value* value = nullptr;
  host::Value made = {};  ///< `value`, if it is none of the call's arguments
  Certainty certainty = Certainty::Database;
  host::Evidence evidence = host::Evidence::Verb;
  bool is_wrapped = false;
};

/// Which calls of a file hand a text to a database: those of known sinks, of configured ones, and of
/// functions that hand it on to one of these. All that it is made of must outlive it.
class Handovers {
 public:
  Handovers(const Syntax& syntax, const FrontendSettings& settings, const host::HostProject& project,
            const NamedEngines& named)
      : syntax_(syntax),
        program_(syntax.program),
        settings_(settings),
        named_(named),
        wrappers_(syntax.program, project) {}

  /// Which functions hand a text on is only known when all calls have been seen.
  void find_wrappers(const std::deque<host::CallEvent>& events);
  const Wrappers& wrappers() const { return wrappers_; }

  std::optional<Handed> made_by(const host::CallEvent& event) const;
  /// The class of what a method is called on, as far as anybody knows.
  std::string_view object_of(const host::CallEvent& event) const;

 private:
  std::string_view type_of_object(const host::CallEvent& event) const;
  bool is_better_known(const host::CallEvent& event, const SinkCall& called) const;

  const Syntax& syntax_;
  const host::Program& program_;
  const FrontendSettings& settings_;
  const NamedEngines& named_;
  Wrappers wrappers_;
};

}  // namespace floodwall::cpp
