// One page without anything from elsewhere. Findings are written as HTML, so it reads without JavaScript too;
// the script only hides what the filters leave out. Every text passes through `markup_escaped`; none stands
// inside the script.
#include <map>

#include <fmt/format.h>

#include "analyzer/report/code_frame.h"
#include "analyzer/report/html_page.h"
#include "analyzer/report/printable.h"
#include "analyzer/report/report.h"
#include "analyzer/report/rule_link.h"
#include "analyzer/report/tally.h"

namespace floodwall {
namespace {

constexpr FrameStyle frame_style = {.width = 118, .most_lines = 8};

std::string html(std::string_view text) { return markup_escaped(printable(text)); }

std::string tile(std::string_view kind, std::size_t count, std::string_view label) {
  return fmt::format("<div class=\"tile {}{}\"><b>{}</b><span>{}</span></div>\n", kind,
                     count == 0 ? " none" : "", count, label);
}

std::string code_line(std::string_view kind, const std::string& number, const FrameLine& line) {
  return fmt::format("<span class=\"line {}\"><i>{}</i>{}<mark>{}</mark>{}</span>\n", kind, number,
                     markup_escaped(line.before), markup_escaped(line.marked), markup_escaped(line.after));
}

std::string frame(const SourceFile& file, const LineIndex& lines, Span at, std::string_view kind) {
  std::string out = fmt::format("<pre class=\"{}\">", kind);
  std::uint32_t previous = 0;
  for (const FrameLine& line : code_frame(file.text(), lines, at, frame_style)) {
    if (previous != 0 && previous + 1 < line.number) out += "<span class=\"line gap\"><i>⋮</i></span>\n";
    previous = line.number;
    out += code_line("", fmt::format("{}", line.number), line);
  }
  return out + "</pre>\n";
}

std::string fix_html(const SourceFile& file, const LineIndex& lines, const Fix& fix) {
  std::string out = fmt::format("<p class=\"fix\"><b>Fix</b> {} <code>{}</code></p>\n", html(fix.title()),
                                option_for(fix.safety()));
  std::string diff;
  for (const DiffLine& line : fix_diff(file.text(), lines, fix, frame_style)) {
    switch (line.kind) {
      case DiffLine::Kind::Removed:
        diff += code_line("removed", "−", line.line);
        break;
      case DiffLine::Kind::Added:
        diff += code_line("added", "+", line.line);
        break;
      case DiffLine::Kind::Elided:
        diff +=
            fmt::format("<span class=\"line gap\"><i>⋮</i>{} more</span>\n", counted(line.elided, "line"));
        break;
    }
  }
  return diff.empty() ? out : out + "<pre>" + diff + "</pre>\n";
}

std::string finding_html(const SourceFile& file, std::size_t file_number, const LineIndex& lines,
                         const Diagnostic& diagnostic) {
  const auto [line, column] = lines.at(diagnostic.at.begin);
  const std::string_view severity = name_of(diagnostic.severity);
  const std::string rule = html(diagnostic.rule);
  std::string out =
      fmt::format("<article class=\"{0}\" data-severity=\"{0}\" data-rule=\"{1}\" data-file=\"{2}\">\n",
                  severity, rule, file_number);
  out += fmt::format("<h3><span class=\"level\">{}</span> {}</h3>\n", severity, html(diagnostic.message));
  out += fmt::format("<p class=\"place\"><a href=\"{}\" rel=\"noreferrer\">{}</a> line {}, column {}</p>\n",
                     markup_escaped(rule_page(diagnostic.rule)), rule, line, column);
  out += frame(file, lines, diagnostic.at, "");
  for (const Note& note : diagnostic.notes) {
    out += fmt::format("<p class=\"note\"><b>Note</b> {}</p>\n", html(note.message));
    if (note.at) out += frame(file, lines, *note.at, "second");
  }
  if (diagnostic.fix) out += fix_html(file, lines, *diagnostic.fix);
  return out + "</article>\n";
}

std::string options_of(const RunReport& run) {
  std::map<std::string_view, std::size_t> rules;
  std::string files;
  for (std::size_t i = 0; i < run.files.size(); ++i) {
    const ReportedFile& file = run.files[i];
    if (file.diagnostics.empty()) continue;
    files += fmt::format("<option value=\"{}\">{} ({})</option>\n", i, html(file.file->path()),
                         file.diagnostics.size());
    for (const Diagnostic& diagnostic : file.diagnostics) ++rules[diagnostic.rule];
  }
  std::string out = "<select id=\"rule\" aria-label=\"Rule\"><option value=\"\">All rules</option>\n";
  for (const auto& [rule, count] : rules) {
    out += fmt::format("<option value=\"{0}\">{0} ({1})</option>\n", html(rule), count);
  }
  return out + "</select>\n<select id=\"file\" aria-label=\"File\"><option value=\"\">All files</option>\n" +
         files + "</select>\n";
}

std::string filter_html(const RunReport& run, const Tally& found) {
  std::string out =
      "<form class=\"filter\" hidden>\n<input id=\"text\" type=\"search\" placeholder=\"Search\" "
      "aria-label=\"Search\">\n";
  const auto add = [&](std::string_view severity, std::size_t count) {
    if (count == 0) return;
    out += fmt::format(
        "<label class=\"{0}\"><input type=\"checkbox\" name=\"severity\" value=\"{0}\" checked> "
        "{0}</label>\n",
        severity);
  };
  add("error", found.errors);
  add("warning", found.warnings);
  add("info", found.infos);
  return out + options_of(run) + "<output id=\"shown\"></output>\n</form>\n";
}

}  // namespace

std::string html_report(const RunReport& run) {
  const Tally found = tally(run);
  std::string out(html_page_head);
  out += "<header><h1>Floodwall</h1>\n";
  out += fmt::format("<p>{} in {:.2f} s</p></header>\n<main>\n", counted(run.statements, "statement"),
                     run.seconds);
  out += "<div class=\"tiles\">\n" + tile("error", found.errors, found.errors == 1 ? "error" : "errors") +
         tile("warning", found.warnings, found.warnings == 1 ? "warning" : "warnings") +
         tile("info", found.infos, "info") +
         tile("plain", found.files, fmt::format("of {}", counted(run.files_checked, "file"))) +
         tile("plain", run.suppressed, "suppressed") + tile("plain", run.in_baseline, "in baseline") +
         "</div>\n";
  out +=
      found.findings() == 0 ? std::string("<p class=\"clean\">No findings.</p>\n") : filter_html(run, found);

  for (std::size_t i = 0; i < run.files.size(); ++i) {
    const ReportedFile& file = run.files[i];
    if (file.diagnostics.empty()) continue;
    const LineIndex lines(file.file->text());
    out += fmt::format("<section>\n<h2>{} <small>{}</small></h2>\n", html(file.file->path()),
                       file.diagnostics.size());
    for (const Diagnostic& diagnostic : file.diagnostics)
      out += finding_html(*file.file, i, lines, diagnostic);
    out += "</section>\n";
  }
  if (!run.unread.empty()) {
    out += "<section class=\"unread\"><h2>Not read</h2>\n<ul>\n";
    for (const UnreadPath& path : run.unread) {
      out += fmt::format("<li><code>{}</code> {}</li>\n", html(path.path), html(path.reason));
    }
    out += "</ul></section>\n";
  }
  out += fmt::format("</main>\n<footer>Floodwall {}, PostgreSQL grammar {}</footer>\n", html(run.version),
                     html(run.grammar));
  return out + std::string(html_page_tail);
}

}  // namespace floodwall
