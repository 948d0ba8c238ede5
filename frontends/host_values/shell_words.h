#pragma once
#include <optional>
#include <vector>

#include "frontends/host_values/value.h"

namespace floodwall::host {

/// One command of a shell, quotes taken off.
struct ShellCommand {
  std::vector<Text> words = {};
  std::optional<Text> input = {};  ///< of `<<EOF` or `<<< "…"`
};

struct ShellSyntax {
  bool has_braces = false;  ///< {name} is a value of the host, as behind IPython's `!`
};

/// The commands of a script for a POSIX shell. What the shell puts in ($name, $(…)) becomes a hole. Loops and
/// conditions are words like any other: what they run is found, when they run it is not told.
std::vector<ShellCommand> shell_commands(const Text& script, ShellSyntax syntax = {});

}  // namespace floodwall::host
