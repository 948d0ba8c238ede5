#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/text/host_routine.h"
#include "frontends/host_values/definitions.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/guard_facts.h"
#include "frontends/host_values/steps.h"

namespace floodwall::host {

/// A function's, by its last name; nullopt: the project has none of this name.
using KnownChecks = std::function<std::optional<KnownCheck>(std::string_view name)>;

/// Tells checks of the target database by what they do: a comparison or a match of the database's own name
/// (current_database(), url.database, settings.DATABASES[…]["NAME"], the address), a question to the person
/// at the keyboard, rows that are there already; or, which is weak, a look at some setting.
class GuardReader {
 public:
  GuardReader(const Program& program, const Definitions& definitions, KnownChecks known)
      : program_(program), definitions_(definitions), known_(std::move(known)), steps_(program) {}

  /// The strongest check that is certain to have been passed before the call.
  GuardStrength before(const CallEvent& event) const;
  /// What a condition says about the database. One that nobody could read in a reasonable time is said to say
  /// all: who cannot tell stays silent.
  GuardStrength of_condition(const Expression& condition, const Function* scope) const;
  /// What is certain to have been checked when a body comes to its end.
  GuardStrength of_body(const std::vector<const Statement*>& body, const Function* scope) const;
  /// What the callee of a call, an expression that may be a decorator, checks.
  GuardStrength of_callee(const Expression& callee, const Function* scope) const;
  KnownCheck check_made_by(const Function& function) const;

 private:
  struct Certain {
    GuardStrength strength = GuardStrength::None;
    /// What connected to the databases that have been checked, if the checks tell; see `before`.
    std::vector<const Expression*> checked = {};
    bool is_any_checked = false;                  ///< by a check that does not tell
    std::vector<const Expression*> refused = {};  ///< the pytest.raises(…) around it
  };
  Certain certain_at(const Dominator& point) const;
  /// What it shows that a condition held or did not.
  GuardStrength shown_by(const Expression& condition, bool held, const Function* scope) const;
  bool is_about_other(const CallEvent& event, const Certain& certain) const;
  GuardStrength of_atom(const Expression& expression, const Function* scope, int depth) const;
  GuardStrength of_condition(const Expression& condition, const Function* scope, int depth) const;
  bool names_database(const Expression& expression, const Function* scope, int depth) const;
  bool member_names_database(const Expression& member, const Function* scope, int depth) const;
  bool call_names_database(const Expression& call, const Function* scope) const;
  bool is_given_database(const Expression& call, const Function* scope) const;
  bool compares_parameter(const Expression& condition, const Function& function, int depth = 0) const;
  bool counts_rows(const Expression& expression, const Function* scope, int depth) const;

  const Program& program_;
  const Definitions& definitions_;
  const KnownChecks known_;
  mutable Steps steps_;
  mutable std::unordered_map<const Dominator*, Certain> certain_;
  mutable std::unordered_map<const Function*, std::size_t> asked_name_;  ///< see call_names_database
};

}  // namespace floodwall::host
