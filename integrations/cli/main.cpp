#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "analyzer/sql/parse.h"
#include "analyzer/text/spelling.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"

namespace floodwall {
namespace {

struct Command {
  std::string_view name;
  std::string_view synopsis;
  std::string_view summary;  ///< empty: works, but is not listed
  int (*run)(int argc, char** argv);
};

constexpr std::array<Command, 13> commands = {{
    {"check", "[PATH…]", "look for dangerous SQL in files and folders", check_command},
    {"explain", "RULE", "say what a rule finds, why that matters and what to do", explain_command},
    {"rules", "", "list the rules", rules_command},
    {"init", "", "write a commented floodwall.toml", init_command},
    {"fragments", "PATH…", "print the SQL that is found in files, one line each", fragments_command},
    {"schema", "[PATH…]", "print the schema that files define, or a running server has", schema_command},
    {"blast", "TABLE [PATH…]", "say what TRUNCATE, DELETE and DROP of a table would take", blast_command},
    {"facts", "[PATH…]", "write down what files tell each other, for one part of a repository",
     facts_command},
    {"link", "FACTS…", "put the facts of all parts together, for check --project", link_command},
    {"guard", "COMMAND", "judge statements where they are executed, not where they are written",
     guard_command},
    {"ast", "'SQL'", "print PostgreSQL's parse tree, for writing rules", ast_command},
    {"docs", "DIR", "", docs_command},
    {"settings-schema", "", "", settings_schema_command},
}};

std::string version_text() {
  return fmt::format("floodwall {} (PostgreSQL {} grammar, libpg_query {})\n", FLOODWALL_VERSION,
                     grammar_major(), libpg_query_version());
}

std::string usage() {
  std::string text = "Floodwall keeps a bad SQL statement from flooding a PostgreSQL database.\n\nUsage:\n";
  for (const Command& command : commands) {
    if (command.summary.empty()) continue;
    text += fmt::format("  floodwall {:<19} {}\n", fmt::format("{} {}", command.name, command.synopsis),
                        command.summary);
  }
  text += "  floodwall --version\n\n`floodwall COMMAND --help` lists the options of a command.\n";
  text += "Exit status: 0 nothing to fail on, 1 findings, 2 bad usage, configuration or unreadable input.\n";
  return text;
}

int unknown_command(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Command& command : commands) {
    if (!command.summary.empty()) names.push_back(command.name);
  }
  complain(fmt::format("there is no command \"{}\"{}", name, did_you_mean(nearest_word(name, names))));
  return exit_trouble;
}

/// So that no file we open gets the number of a standard stream.
void open_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) == -1) ::open("/dev/null", O_RDWR);  // takes the lowest number that is free
  }
}

int run_program(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // `floodwall check | head` ends quietly, with its own exit status
  std::signal(SIGXFSZ, SIG_IGN);  // where no file may grow further, writing fails as on a full disk
  open_standard_streams();
  if (argc < 2) {
    complain("which command? `floodwall --help` lists them");
    return exit_trouble;
  }
  const std::string_view name = argv[1];
  if (name == "--version" || name == "-V" || name == "version") return print(version_text());
  if (name == "--help" || name == "-h" || (name == "help" && argc == 2)) return print(usage());
  if (name == "help") {
    std::string option = "--help";
    std::array<char*, 3> words = {argv[0], argv[2], option.data()};
    return run_program(3, words.data());
  }
  for (const Command& command : commands) {
    if (command.name == name) return command.run(argc - 1, argv + 1);
  }
  return unknown_command(name);
}

}  // namespace
}  // namespace floodwall

int main(int argc, char** argv) { return floodwall::run_program(argc, argv); }
