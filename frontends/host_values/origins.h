#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/host_routine.h"
#include "frontends/host_values/definitions.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/steps.h"

namespace floodwall::host {

/// Where a connection comes from, and the words of the program that say so.
struct Origin {
  DatabaseOrigin kind = DatabaseOrigin::Unknown;
  std::string said_by = {};
};

/// What another file knows of a name that a function gets handed as a parameter: a fixture. nullopt: nobody
/// has defined it.
using KnownOrigins = std::function<std::optional<DatabaseOrigin>(std::string_view name)>;

/// Tells on which database a call works, by following what it is called on, and what it is given, back to a
/// setting, an address or whatever makes a database for the occasion.
class OriginReader {
 public:
  OriginReader(const Program& program, const Definitions& definitions, KnownOrigins known)
      : program_(program), definitions_(definitions), known_(std::move(known)), steps_(program) {}

  Origin of(const CallEvent& event) const;
  /// Of what a function returns or yields, as a fixture does.
  Origin of_result(const Function& function) const;

 private:
  Origin of(const Expression& expression, const Function* scope, int depth) const;
  Origin of_parameter(const Expression& name, const Function& function, int depth) const;
  Origin of_function(const Function& function, int depth) const;
  Origin of_fixtures(const Function& function) const;
  Origin of_words(const Expression& expression) const;
  bool makes_throw_away(const Function& function) const;
  const std::vector<const Statement*>& settings_in(const Function* scope) const;
  Origin set_on(const Expression& name, const Function* scope, int depth) const;

  const Program& program_;
  const Definitions& definitions_;
  const KnownOrigins known_;
  mutable Steps steps_;
  mutable std::map<const Function*, bool> makes_throw_away_;
  mutable std::map<const Function*, std::vector<const Statement*>> settings_;
  mutable std::map<const Function*, Origin> made_in_;           ///< see `of`: functions are long, calls many
  mutable std::map<const Expression*, Origin> definitions_of_;  ///< by what a name was given
};

}  // namespace floodwall::host
