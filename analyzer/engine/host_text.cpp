#include "analyzer/engine/host_text.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace floodwall {
namespace {

/// More conditions than these are not told apart: a step that needs a further one is left out.
constexpr std::size_t most_conditions = 4;

/// Where both ways are taken by some step.
template <class Uses>
std::vector<std::uint32_t> two_way_conditions(const Uses& uses) {
  std::map<std::uint32_t, std::set<bool>> ways;
  for (const auto& each : uses) {
    for (const Branch branch : each.step->branches) ways[branch.condition].insert(branch.held);
  }
  std::vector<std::uint32_t> conditions;
  for (const auto& [condition, held] : ways) {
    if (held.size() == 2) conditions.push_back(condition);
  }
  return conditions;
}

bool is_same_table(const TableUse& left, const TableUse& right) {
  return left.table == right.table && left.effect == right.effect;
}

bool is_quote_or_blank(char c) {
  return std::string_view("\"' \t\r\n\\+()rRbBuUfFL8").find(c) != std::string_view::npos;
}

/// Whether only quotes, blanks and comments of the host stand between two pieces of a text.
bool are_adjacent(std::string_view text, std::span<const Span> comments, Span left, Span right) {
  std::uint32_t at = left.end;
  while (at < right.begin) {
    const auto comment = std::ranges::lower_bound(comments, at, {}, &Span::begin);
    if (comment != comments.end() && comment->begin == at && at < comment->end) {
      at = comment->end;
    } else if (is_quote_or_blank(text[at])) {
      ++at;
    } else {
      return false;
    }
  }
  return true;
}

void add_spans(std::string_view text, const SqlOfFile& sql, const SqlFragment& fragment,
               std::vector<Span>& spans) {
  std::optional<Span> open;
  for (const SourceMap::Piece& piece : fragment.map.pieces()) {
    const bool goes_on =
        open && open->end <= piece.host.begin && are_adjacent(text, sql.comments, *open, piece.host);
    if (open && !goes_on) spans.push_back(*open);
    open = goes_on ? open->joined(piece.host) : piece.host;
  }
  if (open) spans.push_back(*open);
}

}  // namespace

void RoutineUses::add(const RoutineStep& step, bool is_alternative, std::vector<TableUse> uses) {
  const bool is_further =
      is_alternative && latest_alternative_ != nullptr && latest_alternative_->at == step.at;
  if (is_further) {
    // What the others do not do is not certain. What they copy may be: it only ever silences.
    std::erase_if(uses_, [&](const Use& known) {
      const bool is_rival = known.step->at == step.at && known.use.effect != TableEffect::Copies;
      return is_rival &&
             std::ranges::none_of(uses, [&](const TableUse& use) { return is_same_table(use, known.use); });
    });
    std::erase_if(uses, [](const TableUse& use) { return use.effect != TableEffect::Copies; });
  }
  latest_alternative_ = is_alternative ? &step : nullptr;
  for (TableUse& use : uses) uses_.push_back({&step, std::move(use)});
}

std::vector<std::vector<TableUse>> RoutineUses::runs() && {
  std::vector<std::vector<TableUse>> runs;
  if (uses_.empty()) return runs;
  const std::vector<std::uint32_t> conditions = two_way_conditions(uses_);
  const std::size_t varied = std::min(conditions.size(), most_conditions);
  for (std::size_t ways = 0; ways < std::size_t{1} << varied; ++ways) {
    std::vector<TableUse>& run = runs.emplace_back();
    for (const Use& each : uses_) {
      const bool is_taken = std::ranges::all_of(each.step->branches, [&](Branch branch) {
        const auto known = std::ranges::find(conditions, branch.condition);
        if (known == conditions.end()) return true;
        const auto place = static_cast<std::size_t>(known - conditions.begin());
        return place < varied && ((ways >> place & 1) != 0) == branch.held;
      });
      if (is_taken) run.push_back(each.use);
    }
  }
  return runs;
}

std::vector<WayBack> ways_back_of(const SqlFragment& fragment, std::span<const Loss> losses) {
  std::map<std::size_t, WayBack> by_section;  // by the number of ways up that begin before it
  bool goes_up = false;
  for (const Section& section : fragment.sections) goes_up = goes_up || section.direction == Direction::Up;
  for (const Loss& loss : losses) {
    if (loss.direction != Direction::Down) continue;
    const auto ups = std::ranges::count_if(fragment.sections, [&](const Section& section) {
      return section.begin <= loss.at.begin && section.direction == Direction::Up;
    });
    WayBack& way = by_section[static_cast<std::size_t>(ups)];
    Loss& placed = way.losses.emplace_back(loss);
    placed.at = fragment.map.locate(loss.at);
    way.routine.steps.push_back({.at = placed.at});
    if (way.losses.size() == 1) {
      way.routine.kind = RoutineKind::Downgrade;
      way.routine.name = goes_up ? "the down section" : "the way back";
      way.routine.name_at = way.routine.at = placed.at;
    }
    way.routine.at = way.routine.at.joined(placed.at);
  }
  std::vector<WayBack> ways;
  for (auto& [section, way] : by_section) ways.push_back(std::move(way));
  return ways;
}

std::vector<Span> statements_of_host(std::string_view text, const SqlOfFile& sql) {
  std::vector<Span> spans;
  if (sql.comments.empty()) return spans;
  for (const SqlFragment& fragment : sql.fragments) add_spans(text, sql, fragment, spans);
  for (const HostRoutine& routine : sql.routines) {
    spans.push_back({std::min(routine.at.begin, routine.name_at.begin), routine.name_at.end});
    for (const RoutineStep& step : routine.steps) spans.push_back(step.at);
  }
  std::ranges::sort(spans, {}, &Span::begin);
  std::vector<Span> apart;
  for (const Span span : spans) {
    if (!apart.empty() && span.begin < apart.back().end) {
      apart.back() = apart.back().joined(span);
    } else {
      apart.push_back(span);
    }
  }
  return apart;
}

void lift_suppression(Suppression& suppression, const SourceMap& map) {
  suppression.at = map.locate(suppression.at);
  suppression.reach = map.locate(suppression.reach);
  for (Span& name : suppression.name_spans) name = map.locate(name);
  if (suppression.scope == SuppressionScope::Text) suppression.scope = SuppressionScope::Region;
}

void join_alternatives(std::vector<RuleFinding>& findings) {
  using Key = std::tuple<const RegisteredRule*, std::uint32_t, std::uint32_t, std::optional<std::uint32_t>>;
  std::map<Key, std::size_t> first;
  std::vector<RuleFinding> kept;
  for (RuleFinding& each : findings) {
    if (each.is_alternative) {
      const Span at = each.finding.at;
      const auto [known, is_new] = first.try_emplace({each.rule, at.begin, at.end, each.run_at}, kept.size());
      if (!is_new) {
        RuleFinding& joined = kept[known->second];
        if (joined.finding.message == each.finding.message) {
          joined.when.clear();  // so it is, whichever is run
          continue;
        }
        const std::string otherwise = "or " + each.finding.message;
        std::vector<Note>& notes = joined.finding.notes;
        const bool is_said = std::ranges::any_of(notes, [&](const Note& note) {
          return note.message == otherwise || note.message.starts_with(otherwise + ", when ");
        });
        if (!is_said) notes.push_back({{}, otherwise + (each.when.empty() ? "" : ", when " + each.when)});
        continue;
      }
    }
    kept.push_back(std::move(each));
  }
  for (RuleFinding& each : kept) {
    if (!each.when.empty()) each.finding.notes.insert(each.finding.notes.begin(), {{}, "when " + each.when});
  }
  findings = std::move(kept);
}

bool is_syntax_error(const RuleFinding& finding) {
  return std::ranges::any_of(finding.rule->rule->trigger, [](const Trigger& trigger) {
    return trigger.run != nullptr && trigger.subject == Subject::SyntaxError;
  });
}

}  // namespace floodwall
