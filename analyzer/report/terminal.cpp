// Findings as rustc and ruff show them. Whatever comes from a linted file passes through `printable`: no
// escape sequence of its own ever reaches the terminal.
#include <algorithm>

#include <fmt/format.h>

#include "analyzer/report/code_frame.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "analyzer/report/rule_link.h"
#include "analyzer/report/tally.h"

namespace floodwall {
namespace {

// SGR parameters.
constexpr std::string_view bold = "1";
constexpr std::string_view dim = "2";
constexpr std::string_view red = "31";
constexpr std::string_view green = "32";
constexpr std::string_view bold_red = "1;31";
constexpr std::string_view bold_yellow = "1;33";
constexpr std::string_view bold_blue = "1;34";
constexpr std::string_view bold_cyan = "1;36";

std::string_view color_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return bold_red;
    case Severity::Warning:
      return bold_yellow;
    case Severity::Info:
      return bold_cyan;
  }
  return "";
}

std::size_t digits_of(std::uint32_t number) { return fmt::formatted_size("{}", number); }

/// Writes one finding with everything that belongs to it, in one gutter.
class FindingWriter {
 public:
  FindingWriter(const SourceFile& file, const LineIndex& lines, const Diagnostic& diagnostic,
                const TerminalStyle& style, std::string& out)
      : file_(file), lines_(lines), diagnostic_(diagnostic), style_(style), out_(out) {
    gutter_ = digits_of(lines.line_of(std::max(diagnostic.at.begin, diagnostic.at.end)) + 1);
    for (const Note& note : diagnostic.notes) {
      if (note.at) gutter_ = std::max(gutter_, digits_of(lines.line_of(note.at->end) + 1));
    }
    if (diagnostic.fix && !diagnostic.fix->edits().empty()) {
      gutter_ = std::max(gutter_, digits_of(lines.line_of(diagnostic.fix->edits().back().replace.end) + 1));
    }
    frame_style_ = {.width = style.width - std::min(style.width, gutter_ + 3), .most_lines = 3};
  }

  void write() {
    const std::string_view color = color_of(diagnostic_.severity);
    out_ += painted(color, fmt::format("{}[", name_of(diagnostic_.severity)));
    out_ += linked_rule(color) + painted(color, "]");
    out_ += painted(bold, ": " + printable(diagnostic_.message)) + "\n";
    write_frame(diagnostic_.at, '^', color);
    for (const Note& note : diagnostic_.notes) {
      if (!note.at) write_remark("note", printable(note.message));
    }
    for (const Note& note : diagnostic_.notes) {
      if (!note.at) continue;
      out_ += painted(bold, "note") + ": " + printable(note.message) + "\n";
      write_frame(*note.at, '-', bold_blue);
    }
    if (diagnostic_.fix) write_fix(*diagnostic_.fix);
  }

 private:
  std::string painted(std::string_view color, std::string text) const {
    if (!style_.colors || text.empty()) return text;
    return fmt::format("\x1b[{}m{}\x1b[0m", color, text);
  }

  std::string linked_rule(std::string_view color) const {
    std::string id = painted(color, std::string(diagnostic_.rule));
    if (!style_.hyperlinks) return id;
    return fmt::format("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", rule_page(diagnostic_.rule), id);
  }

  std::string bar() const { return painted(bold_blue, std::string(gutter_ + 1, ' ') + "|"); }

  void write_frame(Span at, char underline, std::string_view color) {
    const auto [line, column] = lines_.at(at.begin);
    out_ += std::string(gutter_, ' ') + painted(bold_blue, "-->") +
            fmt::format(" {}:{}:{}\n", printable(file_.path()), line, column);
    out_ += bar() + "\n";
    std::uint32_t previous = 0;
    for (const FrameLine& shown : code_frame(file_.text(), lines_, at, frame_style_)) {
      if (previous != 0 && previous + 1 < shown.number) out_ += painted(bold_blue, "...") + "\n";
      previous = shown.number;
      const std::string text = shown.text();
      out_ += painted(bold_blue, fmt::format("{:>{}} |", shown.number, gutter_)) + (text.empty() ? "" : " ") +
              text + "\n";
      const std::size_t width = std::max<std::size_t>(display_width(shown.marked), 1);
      out_ += bar() + " " + std::string(display_width(shown.before), ' ') +
              painted(color, std::string(width, underline)) + "\n";
    }
  }

  void write_remark(std::string_view label, const std::string& text) {
    out_ += painted(bold_blue, std::string(gutter_ + 1, ' ') + "=") + " " +
            painted(bold, std::string(label)) + ": " + text + "\n";
  }

  void write_fix(const Fix& fix) {
    write_remark("fix", fmt::format("{} {}", printable(fix.title()),
                                    painted(dim, fmt::format("(applied by {})", option_for(fix.safety())))));
    for (const DiffLine& shown :
         fix_diff(file_.text(), lines_, fix, {.width = frame_style_.width, .most_lines = 5})) {
      if (shown.kind == DiffLine::Kind::Elided) {
        out_ += painted(dim, fmt::format("{} … {} more", std::string(gutter_, ' '),
                                         counted(shown.elided, "line"))) +
                "\n";
        continue;
      }
      const bool is_added = shown.kind == DiffLine::Kind::Added;
      const std::string text = shown.line.text();
      out_ += painted(bold_blue, fmt::format("{:>{}}", shown.line.number, gutter_)) + " " +
              painted(is_added ? green : red, (is_added ? "+" : "-") + (text.empty() ? "" : " " + text)) +
              "\n";
    }
  }

  const SourceFile& file_;
  const LineIndex& lines_;
  const Diagnostic& diagnostic_;
  const TerminalStyle& style_;
  std::string& out_;
  std::size_t gutter_ = 1;
  FrameStyle frame_style_;
};

std::string time_text(double seconds) {
  return seconds < 10 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.0f} s", seconds);
}

}  // namespace

std::string terminal_report(const RunReport& run, const TerminalStyle& style) {
  std::string out;
  for (const ReportedFile& file : run.files) {
    const LineIndex lines(file.file->text());
    for (const Diagnostic& diagnostic : file.diagnostics) {
      FindingWriter(*file.file, lines, diagnostic, style, out).write();
      out += "\n";
    }
    for (const Silence& silence : file.silences) {
      const auto [line, column] = lines.at(silence.at.begin);
      const std::string text = fmt::format("info: {}:{}:{}: {}", printable(file.file->path()), line, column,
                                           printable(silence.message));
      out += style.colors ? fmt::format("\x1b[{}m{}\x1b[0m\n", dim, text) : text + "\n";
    }
    if (!file.silences.empty()) out += "\n";
  }
  return out;
}

std::string terminal_summary(const RunReport& run, const TerminalStyle& style) {
  const Tally found = tally(run);
  const auto painted = [&](std::string_view color, std::string text) {
    return style.colors ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : text;
  };
  std::string counts;
  const auto add = [&](std::string_view color, std::string text) {
    counts += (counts.empty() ? "" : ", ") + painted(color, std::move(text));
  };
  if (found.errors != 0) add(bold_red, counted(found.errors, "error"));
  if (found.warnings != 0) add(bold_yellow, counted(found.warnings, "warning"));
  if (found.infos != 0) add(bold_cyan, fmt::format("{} info", found.infos));

  std::string line =
      found.findings() == 0
          ? painted(green, "no findings") + " in " + counted(run.files_checked, "file")
          : fmt::format("{} in {} of {}", counts, found.files, counted(run.files_checked, "file"));
  line += fmt::format(" ({}, {})", counted(run.statements, "statement"), time_text(run.seconds));
  std::string rest;
  const auto add_rest = [&](std::size_t count, std::string text) {
    if (count != 0) rest += (rest.empty() ? "; " : ", ") + text;
  };
  add_rest(run.suppressed, fmt::format("{} suppressed", run.suppressed));
  add_rest(run.in_baseline, fmt::format("{} in baseline", run.in_baseline));
  add_rest(run.unread.size(), counted(run.unread.size(), "path") + " not read");
  add_rest(run.skipped.size(), counted(run.skipped.size(), "file") + " not checked");
  add_rest(run.read_in_part.size(), counted(run.read_in_part.size(), "file") + " read in part");
  return line + rest + "\n";
}

}  // namespace floodwall
