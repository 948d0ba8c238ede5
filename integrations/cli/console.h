#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/report/report.h"

namespace floodwall {

/// To standard output. The exit status: 0, also when nobody reads on; 2, with a complaint, if it cannot be
/// written.
int print(std::string_view text);

/// One line on standard error: "floodwall: " and the message. Control characters are spelled out.
void complain(std::string_view message);

/// To standard error, as it is.
void remark(std::string_view text);

/// Ends the program, whose output is then out. What it has in memory is the system's to clear away: to take a
/// project of thousands of files apart piece by piece costs a tenth of the run.
[[noreturn]] void leave(int exit_status);

enum class ColorChoice : std::uint8_t { Auto, Always, Never };

/// What the terminal that standard output or standard error goes to can show. Reads NO_COLOR, CLICOLOR_FORCE
/// and the variables that terminals set to be known.
TerminalStyle terminal_style(int stream, ColorChoice choice);
/// For text that goes to a file.
TerminalStyle file_style(ColorChoice choice);

}  // namespace floodwall
