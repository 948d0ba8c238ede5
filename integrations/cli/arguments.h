#pragma once
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace floodwall {

/// The parser of one command's options. `name` as the user types it: "floodwall check".
std::unique_ptr<CLI::App> make_parser(const std::string& description, const std::string& name);

/// The exit status if that was all: help was asked for and printed, or the arguments are wrong, which is said
/// in one line.
std::optional<int> parse_arguments(CLI::App& parser, int argc, char** argv);

}  // namespace floodwall
