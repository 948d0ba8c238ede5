#pragma once
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analyzer/text/host_routine.h"
#include "frontends/host_values/definitions.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/origin.h"
#include "frontends/host_values/steps.h"

namespace floodwall::host {

/// create_app and the like: what makes the application that a program is.
bool is_application_factory(std::string_view name);

/// What another file knows of a fixture (a name without dots) or of a module's variable or function
/// ("app.db.engine"). nullopt: nobody has defined it.
using KnownOrigins = std::function<std::optional<Origin>(std::string_view path)>;

/// Tells on which database a call works, by following what it is called on, and what it is given, back to a
/// setting, an address or whatever makes a database for the occasion: through variables, functions, what
/// callers hand to a helper and what pytest hands to a fixture.
class OriginReader {
 public:
  OriginReader(const Program& program, const Definitions& definitions, KnownOrigins known)
      : program_(program), definitions_(definitions), known_(std::move(known)), steps_(program) {}

  Origin of(const CallEvent& event) const;
  /// Of an expression of the program.
  Origin of_expression(const Expression& expression) const;
  /// Of what a function returns or yields, as a fixture does.
  Origin of_result(const Function& function) const;
  /// Whether a body gives the variables that name a database values of its own: os.environ["DATABASE_URL"] =
  /// …; what is read from them behind it is no longer whatever the shell says.
  bool chooses_database(const std::vector<const Statement*>& body) const;

 private:
  Origin of(const Expression& expression, int depth) const;
  const Origin& in_words(const Expression& expression) const;
  Origin of_defined(const Expression& name, const Expression& value, const Function* scope, int depth) const;
  Origin of_import(const Expression& expression) const;
  Origin of_call(const Expression& call, int depth) const;
  Origin of_parameter(const Expression& name, const Function& function, int depth) const;
  Origin of_function(const Function& function, int depth) const;
  Origin of_fixtures(const Function& function, int depth) const;
  /// Whatever a function works on, by what is around its calls.
  Origin around(const Function& function, int depth) const;
  Origin of_application(const Function& function) const;
  bool makes_throw_away(const Function& function) const;
  bool chooses_value(std::string_view variable, const Expression* value) const;
  const std::vector<const Statement*>& settings_in(const Function* scope) const;
  Origin set_on(const Expression& name, const Function* scope, int depth) const;

  const Program& program_;
  const Definitions& definitions_;
  const KnownOrigins known_;
  mutable Steps steps_;
  mutable std::unordered_map<const Expression*, Origin> in_words_;  ///< asked for again by every question
  mutable std::map<const Function*, bool> makes_throw_away_;
  mutable std::map<const Function*, std::vector<const Statement*>> settings_;
  mutable std::map<const Function*, Origin> around_;  ///< functions are long, calls many
  /// By what a name was given and by the function that asks. One that is being looked at says nothing.
  mutable std::map<std::pair<const Expression*, const Function*>, Origin> defined_;
  mutable std::map<const Function*, Origin> results_;
  mutable bool was_cut_ = false;  ///< something further away has not been looked at
};

}  // namespace floodwall::host
