#include "integrations/cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/write_file.h"

namespace floodwall {
namespace {

constexpr std::size_t narrowest = 40;

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

bool wants_colors(bool is_terminal, ColorChoice choice) {
  switch (choice) {
    case ColorChoice::Always:
      return true;
    case ColorChoice::Never:
      return false;
    case ColorChoice::Auto:
      break;
  }
  if (!variable("NO_COLOR").empty()) return false;
  const std::string_view force = variable("CLICOLOR_FORCE");
  if (!force.empty() && force != "0") return true;
  return is_terminal && variable("TERM") != "dumb";
}

/// Others print the escape sequence, or hide the text.
bool knows_hyperlinks() {
  for (const std::string_view program :
       {"iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"}) {
    if (variable("TERM_PROGRAM") == program) return true;
  }
  for (const std::string_view terminal : {"xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour"}) {
    if (variable("TERM") == terminal) return true;
  }
  if (variable("TERM").starts_with("screen") || variable("TERM").starts_with("tmux")) return false;
  const std::string vte(variable("VTE_VERSION"));
  return 5000 <= std::atoi(vte.c_str()) || !variable("WT_SESSION").empty() ||
         !variable("KONSOLE_VERSION").empty() || !variable("DOMTERM").empty();
}

}  // namespace

int print(std::string_view text) {
  const int problem = write_all(STDOUT_FILENO, text);
  if (problem == 0 || problem == EPIPE || problem == EBADF) return exit_clean;
  complain(fmt::format("standard output cannot be written: {}", std::strerror(problem)));
  return exit_trouble;
}

void complain(std::string_view message) { remark(fmt::format("floodwall: {}\n", printable(message))); }

void remark(std::string_view text) { write_all(STDERR_FILENO, text); }

void leave(int exit_status) {
  std::fflush(nullptr);
  std::_Exit(exit_status);
}

TerminalStyle terminal_style(int stream, ColorChoice choice) {
  const bool is_terminal = ::isatty(stream) == 1;
  TerminalStyle style;
  style.colors = wants_colors(is_terminal, choice);
  style.hyperlinks = is_terminal && style.colors && knows_hyperlinks();
  winsize size = {};
  if (is_terminal && ::ioctl(stream, TIOCGWINSZ, &size) == 0 && narrowest <= size.ws_col)
    style.width = size.ws_col;
  return style;
}

TerminalStyle file_style(ColorChoice choice) {
  TerminalStyle style;
  style.colors = choice == ColorChoice::Always;
  return style;
}

}  // namespace floodwall
