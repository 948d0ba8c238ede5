#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "analyzer/text/spelling.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/cli/guard/commands.h"

namespace floodwall {
namespace {

struct GuardCommand {
  std::string_view name;
  std::string_view synopsis;
  std::string_view summary;
  int (*run)(int argc, char** argv);
};

constexpr std::array<GuardCommand, 8> guard_commands = {{
    {"run", "-- PROGRAM…", "run a program whose statements are judged before they are sent",
     guard_run_command},
    {"check", "[FILE]", "check the policy, and say what it makes of the statements of a file",
     guard_check_command},
    {"identify", "CONNECTION", "say which database that is, and why it counts as one for tests or not",
     guard_identify_command},
    {"mark", "KIND CONNECTION", "mark the database as test or as production", guard_mark_command},
    {"unmark", "CONNECTION", "take the mark away", guard_unmark_command},
    {"backups", "CONNECTION", "list what was copied before statements that took it", guard_backups_command},
    {"restore", "RUN CONNECTION", "put back what a backup holds", guard_restore_command},
    {"install-sql", "TABLE…", "print triggers that refuse TRUNCATE and DROP of tables in the database",
     guard_install_sql_command},
}};

std::string usage() {
  std::string text = "Judges statements where they are executed. docs/guard.md tells more.\n\nUsage:\n";
  for (const GuardCommand& command : guard_commands)
    text += fmt::format("  floodwall guard {:<22} {}\n", fmt::format("{} {}", command.name, command.synopsis),
                        command.summary);
  return text + "\n`floodwall guard COMMAND --help` lists the options of a command.\n";
}

}  // namespace

int guard_command(int argc, char** argv) {
  if (argc < 2) {
    complain("guard: which command? `floodwall guard --help` lists them");
    return exit_trouble;
  }
  const std::string_view name = argv[1];
  if (name == "--help" || name == "-h") return print(usage());
  std::vector<std::string_view> names;
  for (const GuardCommand& command : guard_commands) {
    if (command.name == name) return command.run(argc - 1, argv + 1);
    names.push_back(command.name);
  }
  complain(fmt::format("guard: there is no command \"{}\"{}", name, did_you_mean(nearest_word(name, names))));
  return exit_trouble;
}

}  // namespace floodwall
