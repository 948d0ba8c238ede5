#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "analyzer/base/result.h"
#include "integrations/cli/console.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/run.h"

namespace floodwall {

/// The command line of `floodwall check`.
struct CheckOptions {
  std::vector<std::string> paths;  ///< never empty; "-" is standard input
  std::string format = "terminal";
  std::string output;  ///< empty: standard output
  std::string config;
  std::vector<std::string> select;
  std::vector<std::string> ignore;
  std::string fail_on;
  std::string fix;  ///< "", "safe" or "review"
  bool diff = false;
  std::string baseline;
  std::string write_baseline;  ///< the file to write; empty: none
  std::string stdin_filename;
  std::string changed_since;
  std::size_t jobs = 0;
  std::string compile_commands;
  bool no_cache = false;
  std::vector<std::string> project;  ///< facts files; none: the files around are read
  int pg_version = 0;
  bool assume_in_transaction = false;
  bool force_exclude = false;
  bool statistics = false;
  bool explain_silence = false;
  bool quiet = false;
  ColorChoice color = ColorChoice::Auto;

  FixRequest fixes() const;
  bool reads_standard_input() const;
};

/// The options, or the exit status if there is nothing left to do.
std::variant<CheckOptions, int> parse_check_options(int argc, char** argv);

/// floodwall.toml, if there is one, and what the command line says otherwise.
Result<Configuration> configure(const CheckOptions& options);

}  // namespace floodwall
