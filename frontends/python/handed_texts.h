#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/host_project.h"
#include "frontends/host_values/program.h"
#include "frontends/host_values/sql_shape.h"
#include "frontends/python/engines.h"

namespace floodwall::python {

/// A text that a call hands on to be run.
struct Handed {
  const host::Value* value;
  Certainty certainty;
  host::Evidence evidence;
  std::string api;
};

/// Parameters that may carry SQL: only those are worth remembering when they are handed on to strangers.
bool may_carry_sql(std::string_view parameter, std::string_view function);

/// The parameter that is handed on unchanged, receiver not counted; nullptr if the function has none such.
const host::Parameter* parameter_handed(const host::Function& function, const host::Value& value);

/// Which calls of a file hand a text on: to a driver, to what the configuration names, to a function that
/// does so.
class HandedTexts {
 public:
  HandedTexts(const host::Program& program, const FrontendSettings& settings,
              const host::HostProject& project)
      : program_(program), settings_(settings), project_(project) {}

  std::optional<Handed> of(const host::CallEvent& event) const;
  /// Finds the file's own functions that hand their parameters on, which only all of its calls tell; they
  /// count from then on.
  std::vector<host::Wrapper> find_wrappers(const std::deque<host::CallEvent>& events,
                                           const ImportedEngines& imported);

 private:
  bool add_wrapper(const host::CallEvent& event, const Handed& handed);
  const host::Wrapper* wrapper_called(const host::CallEvent& event, const host::Value*& argument) const;
  std::string written_callee(const host::CallEvent& event) const;

  const host::Program& program_;
  const FrontendSettings& settings_;
  const host::HostProject& project_;
  std::map<std::string, std::vector<host::Wrapper>, std::less<>> wrappers_;
};

}  // namespace floodwall::python
