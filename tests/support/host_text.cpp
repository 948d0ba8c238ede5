#include "tests/support/host_text.h"

#include <stdexcept>

#include "tests/support/laws.h"

namespace floodwall {

Span HostText::find(std::string_view words, std::uint32_t from) const {
  const std::size_t at = text_.find(words, from);
  if (at == std::string::npos) throw std::invalid_argument("no " + std::string(words));
  return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + words.size())};
}

SqlFragment& HostText::fragment(std::string_view sql) {
  const Span at = find(sql, from_);
  from_ = at.end;
  pieces_ = {{{0, at.size()}, at, SourceMap::Origin::Verbatim}};
  SqlFragment& fragment = sql_.fragments.emplace_back();
  fragment.sql = sql;
  fragment.map = SourceMap(pieces_);
  fragment.api = "cursor.execute";
  return fragment;
}

void HostText::hole(std::string_view written, std::string_view rest, HoleKind kind) {
  constexpr std::string_view stand_in = "fw_hole1";
  SqlFragment& fragment = sql_.fragments.back();
  const Span at = find(written, from_);
  const auto begin = static_cast<std::uint32_t>(fragment.sql.size());
  const auto end = static_cast<std::uint32_t>(begin + stand_in.size());
  fragment.sql += stand_in;
  fragment.holes.push_back({{begin, end}, kind, std::string(written)});
  pieces_.push_back({{begin, end}, at, SourceMap::Origin::Hole});
  from_ = at.end;
  if (!rest.empty()) {
    const Span behind = find(rest, from_);
    pieces_.push_back({{end, end + behind.size()}, behind, SourceMap::Origin::Verbatim});
    fragment.sql += rest;
    from_ = behind.end;
  }
  fragment.map = SourceMap(pieces_);
}

HostRoutine& HostText::routine(RoutineKind kind, std::string_view name, std::size_t first) {
  HostRoutine& routine = sql_.routines.emplace_back();
  routine.kind = kind;
  routine.name = name;
  routine.name_at = find(name);
  routine.at = {routine.name_at.begin, static_cast<std::uint32_t>(text_.size())};
  for (std::size_t i = first; i < sql_.fragments.size(); ++i) {
    const Span at =
        sql_.fragments[i].map.locate({0, static_cast<std::uint32_t>(sql_.fragments[i].sql.size())});
    RoutineStep& step = routine.steps.emplace_back();
    step.at = at;
    step.fragment = static_cast<std::uint32_t>(i);
  }
  return routine;
}

FileAnalysis HostText::analyze(const RuleSet& rules) {
  sql_.comments.clear();
  for (std::size_t at = 0; (at = text_.find_first_of("#/", at)) != std::string::npos;) {
    const bool is_comment = text_[at] == '#' || text_.substr(at, 2) == "//";
    const std::size_t end = std::min(text_.find('\n', at), text_.size());
    if (is_comment)
      sql_.comments.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
    at = is_comment ? end : at + 1;
  }
  return floodwall::analyze(SourceFile(FileId{}, "host.py", text_), sql_, rules, {});
}

std::string lines_of(const HostText& host, const FileAnalysis& analysis) {
  return lines_and_rules(host.text(), analysis.diagnostics);
}

}  // namespace floodwall
