#include "integrations/cli/arguments.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "analyzer/text/spelling.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"

namespace floodwall {
namespace {

/// What to say about an argument that no option takes.
std::string unexpected_argument(const CLI::App& parser) {
  const std::vector<std::string> left = parser.remaining();
  const std::string argument = left.empty() ? "" : left.front();
  if (!argument.starts_with("-")) return fmt::format("unexpected argument \"{}\"", argument);
  const std::string option = argument.substr(0, argument.find('='));
  std::vector<std::string> names;
  for (const CLI::Option* known : parser.get_options()) {
    for (const std::string& name : known->get_lnames()) names.push_back("--" + name);
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  return fmt::format("there is no option \"{}\"{}", option, did_you_mean(nearest_word(option, views)));
}

/// The first option whose value is empty, which an unset variable of a script makes: nobody means it. CLI11
/// would take the next argument for the value of `--option=`.
std::optional<std::string> option_without_value(const CLI::App& parser, int argc, char** argv) {
  bool is_value = false;
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view argument = argv[i];
    if (is_value) {
      if (argument.empty()) return argv[i - 1];
      is_value = false;
      continue;
    }
    if (!argument.starts_with('-')) continue;
    const std::size_t equals = argument.find('=');
    const std::string name(argument.substr(0, equals));
    const CLI::Option* option = parser.get_option_no_throw(name);
    if (option == nullptr) continue;
    if (equals + 1 == argument.size()) return name;
    is_value = equals == std::string_view::npos && 0 < option->get_items_expected_min();
  }
  return std::nullopt;
}

}  // namespace

std::unique_ptr<CLI::App> make_parser(const std::string& description, const std::string& name) {
  auto parser = std::make_unique<CLI::App>(description, name);
  parser->get_formatter()->column_width(32);
  parser->get_formatter()->label("OPTIONS", "options");
  parser->option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  return parser;
}

std::optional<int> parse_arguments(CLI::App& parser, int argc, char** argv) {
  if (const std::optional<std::string> option = option_without_value(parser, argc, argv)) {
    complain(fmt::format("{}: {} needs a value", argv[0], *option));
    return exit_trouble;
  }
  try {
    parser.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    return print(parser.help());
  } catch (const CLI::ExtrasError&) {
    complain(fmt::format("{}: {}", argv[0], unexpected_argument(parser)));
  } catch (const CLI::ParseError& error) {
    std::string message = error.what();
    std::ranges::replace(message, '\n', ' ');
    complain(fmt::format("{}: {}", argv[0], message));
  }
  return exit_trouble;
}

}  // namespace floodwall
