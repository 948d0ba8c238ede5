#pragma once
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "frontends/host_values/flow.h"
#include "frontends/host_values/host_project.h"

namespace floodwall::cpp {

/// Functions that hand a parameter of theirs on to a database: those of one file, and those of the others.
class Wrappers {
 public:
  /// Begins with the functions that are annotated as such. `project` must outlive this.
  Wrappers(const host::Program& program, const host::HostProject& project);

  /// The file's own come first, then those of other files. `argument` is what is handed on.
  const host::Wrapper* called(const host::CallEvent& event, const host::Value*& argument) const;
  /// Notes that the function around a call hands its own parameter on. True if that is news.
  bool add(const host::CallEvent& event, const host::Value& handed, Certainty certainty);
  void tell(host::HostFacts& facts) const;

 private:
  const host::HostProject& project_;
  std::map<std::string, std::vector<host::Wrapper>, std::less<>> own_;  ///< by name
};

/// The parameter that is handed on unchanged; nullptr if the function has none such.
const host::Parameter* parameter_handed(const host::Function& function, const host::Value& value);

/// A wrapper that is given more than a pattern puts it in: as printf does it, or std::format.
host::Value filled_in(const host::Program& program, const host::CallEvent& event,
                      const host::Wrapper& wrapper, const host::Value& text);

}  // namespace floodwall::cpp
