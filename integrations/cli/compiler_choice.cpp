#include "integrations/cli/compiler_choice.h"

#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "integrations/cli/console.h"
#include "integrations/workspace/clang_workers.h"
#include "integrations/workspace/compilation_database.h"
#include "integrations/workspace/project_files.h"

namespace floodwall {

Result<std::unique_ptr<Compiler>> compiler_for(const CheckOptions& options,
                                               const Configuration& configuration) {
  const std::optional<std::string> program = clang_worker_program();
  if (!program) {
    if (!options.compile_commands.empty() && !options.quiet)
      complain(
          "note: C++ is read by its syntax alone: this floodwall was built without LLVM, and no "
          "floodwall-clang stands beside it");
    return nullptr;
  }
  const std::string project = project_of(configuration.folder);
  const std::string root = project.empty() ? configuration.folder : project;
  const WorkerLimits limits = {.time = configuration.compile_time_limit};
  if (configuration.compile_commands.empty())
    return std::unique_ptr<Compiler>(
        new Compiler{root, CompilationDatabases(), ClangWorkers(*program, limits)});
  Result<CompileCommands> commands = read_compile_commands(configuration.compile_commands);
  if (!commands && options.compile_commands.empty()) {  // a checkout that nobody has built yet is no mistake
    if (!options.quiet)
      complain(fmt::format("note: {}; C++ is read by its syntax alone", commands.error().message));
    return nullptr;
  }
  if (!commands) return std::unexpected(commands.error());
  return std::unique_ptr<Compiler>(
      new Compiler{root, CompilationDatabases(std::move(*commands)), ClangWorkers(*program, limits)});
}

}  // namespace floodwall
