#include "analyzer/rule/context.h"

#include <algorithm>
#include <cctype>

namespace floodwall {

namespace {

/// The tokens that begin at or after `from`.
std::span<const Token> tokens_from(std::span<const Token> tokens, std::uint32_t from) {
  const auto first =
      std::ranges::lower_bound(tokens, from, {}, [](const Token& token) { return token.at.begin; });
  return tokens.subspan(static_cast<std::size_t>(first - tokens.begin()));
}

}  // namespace

/// The tree knows a hole by the word that stands in for it; people know what they wrote.
std::string RuleContext::shown(std::string message) const {
  for (const Hole& hole : holes_) {
    if (hole.stand_in.empty()) continue;
    const auto is_part = [&](std::size_t i) {
      return i < message.size() &&
             (std::isalnum(static_cast<unsigned char>(message[i])) != 0 || message[i] == '_');
    };
    for (std::size_t at = message.find(hole.stand_in); at != std::string::npos;
         at = message.find(hole.stand_in, at)) {
      const std::size_t end = at + hole.stand_in.size();
      const bool is_word = (at == 0 || !is_part(at - 1)) && !is_part(end);
      if (is_word || hole.stand_in.starts_with("_h")) {
        message.replace(at, hole.stand_in.size(), hole.written);
        at += hole.written.size();
      } else {
        at = end;
      }
    }
  }
  return message;
}

void RuleContext::report(Finding finding) {
  finding.message = shown(std::move(finding.message));
  for (Note& note : finding.notes) note.message = shown(std::move(note.message));
  for (char& c : finding.message) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  findings_.push_back(std::move(finding));
}

std::span<const Token> RuleContext::tokens() const {
  if (!tokens_) tokens_ = significant_tokens(text(statement_.at), statement_.at.begin);
  return *tokens_;
}

Span RuleContext::token_at(int location) const {
  if (location < 0 || statement_.at.size() <= static_cast<std::uint32_t>(location)) return statement_.at;
  Lexer lexer(text_, statement_.at.begin + static_cast<std::uint32_t>(location));
  return lexer.next().at;
}

Span RuleContext::with_holes(Span span) const {
  for (const Hole& hole : holes_) {
    if (span.end < hole.sql.begin || hole.sql.end <= span.begin) continue;
    span = span.joined(hole.sql);
    Lexer lexer(text_, span.end);
    const Token next = lexer.next();
    if (next.at.begin == span.end && next.kind == TokenKind::Word) span.end = next.at.end;
  }
  return span;
}

Span RuleContext::span_of(const RangeVar& relation) const {
  return name_at(relation.location, 1 + (relation.catalogname != nullptr) + (relation.schemaname != nullptr));
}

Span RuleContext::name_at(int location, int parts) const {
  Span span = token_at(location);
  if (span == statement_.at) return span;
  span = with_holes(span);
  --parts;
  if (parts == 0) return span;  // most names: nobody has to cut the statement into tokens
  for (const Token& token : tokens_from(tokens(), span.end)) {
    if (parts == 0) break;
    if (token.at.begin < span.end) continue;
    const bool is_dot = text(token.at) == ".";
    span.end = is_dot ? token.at.end : with_holes(token.at).end;
    if (!is_dot) --parts;
  }
  return span;
}

bool RuleContext::begins_with(std::span<const Token> run,
                              std::initializer_list<std::string_view> words) const {
  return words.size() <= run.size() &&
         std::ranges::equal(words, run.first(words.size()), [&](std::string_view word, const Token& token) {
           return is_word(text(token.at), word);
         });
}

std::optional<Span> RuleContext::words_after(std::uint32_t from,
                                             std::initializer_list<std::string_view> words) const {
  for (std::span<const Token> run = tokens_from(tokens(), from); words.size() <= run.size();
       run = run.subspan(1)) {
    if (begins_with(run, words)) return run.front().at.joined(run[words.size() - 1].at);
  }
  return std::nullopt;
}

std::optional<Span> RuleContext::words_before(std::uint32_t until,
                                              std::initializer_list<std::string_view> words) const {
  const std::span<const Token> all = tokens();
  const std::size_t behind = all.size() - tokens_from(all, until).size();
  for (std::size_t end = behind; words.size() <= end; --end) {
    const std::span<const Token> run = all.subspan(end - words.size(), words.size());
    if (begins_with(run, words)) return run.front().at.joined(run.back().at);
  }
  return std::nullopt;
}

Span RuleContext::leading(std::initializer_list<std::string_view> words) const {
  const std::optional<Span> found = words_after(statement_.at.begin, words);
  if (found && found->begin == statement_.at.begin) return *found;
  return tokens().empty() ? statement_.at : tokens().front().at;
}

std::vector<TableAction> RuleContext::actions_of(const AlterTableStmt& table) const {
  std::vector<Span> places;
  if (table.relation != nullptr) places = listed(tokens_from(tokens(), span_of(*table.relation).end));
  std::vector<TableAction> actions;
  for (const AlterTableCmd& command : each<AlterTableCmd>(table.cmds)) {
    const bool is_told_apart = places.size() == static_cast<std::size_t>(length_of(table.cmds));
    actions.push_back({command, is_told_apart ? places[actions.size()] : statement_.at});
  }
  return actions;
}

Span RuleContext::action_on(const TableAction& action, std::string_view verb, std::string_view name) const {
  const std::span<const Token> all = tokens_from(tokens(), action.at.begin);
  for (std::size_t i = 0; i < all.size() && all[i].at.begin < action.at.end; ++i) {
    if (!is_word(text(all[i].at), verb)) continue;
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      const std::string_view word = text(all[j].at);
      const bool is_filler = is_word(word, "column") || is_word(word, "constraint") || is_word(word, "if") ||
                             is_word(word, "exists");
      if (identifier_of(word) == name || has_hole(all[j].at)) return all[i].at.joined(with_holes(all[j].at));
      if (!is_filler) break;
    }
  }
  return action.at;
}

std::vector<Span> RuleContext::listed_after(std::initializer_list<std::string_view> words) const {
  const std::optional<Span> verb = words_after(statement_.at.begin, words);
  if (!verb) return {};
  const std::optional<Span> guard = words_after(verb->end, {"if", "exists"});
  const bool is_guarded = guard && significant_tokens(text({verb->end, guard->begin})).empty();
  const std::span<const Token> rest = tokens_from(tokens(), is_guarded ? guard->end : verb->end);
  int depth = 0;
  const auto end = std::ranges::find_if(rest, [&](const Token& token) {
    const std::string_view word = text(token.at);
    depth += word == "(" ? 1 : word == ")" ? -1 : 0;
    return depth == 0 && (is_word(word, "cascade") || is_word(word, "restrict"));
  });
  return listed(rest.first(static_cast<std::size_t>(end - rest.begin())));
}

std::vector<Span> RuleContext::listed(std::span<const Token> tokens) const {
  std::vector<Span> elements;
  bool open = false;
  int depth = 0;
  for (const Token& token : tokens) {
    const std::string_view word = text(token.at);
    depth += word == "(" ? 1 : word == ")" ? -1 : 0;
    if (word == "," && depth == 0) {
      open = false;
    } else if (open) {
      elements.back().end = token.at.end;
    } else {
      elements.push_back(token.at);
      open = true;
    }
  }
  return elements;
}

Span RuleContext::with_blank_before(Span span) const {
  std::uint32_t begin = span.begin;
  while (statement_.at.begin < begin &&
         std::string_view(" \t\r\n\f\v").find(text_[begin - 1]) != std::string_view::npos) {
    --begin;
  }
  const std::string_view line = text({statement_.at.begin, begin});
  const std::size_t line_begin = line.find_last_of("\r\n") + 1;  // npos + 1 is 0
  // Behind a comment the line break must stay, or the comment swallows what follows.
  const bool may_end_in_comment = line.substr(line_begin).find("--") != std::string_view::npos;
  return may_end_in_comment ? span : Span{begin, span.end};
}

std::string RuleContext::name(const RangeVar& relation) const {
  return name(name_of(relation), holes_.empty() ? Span{} : span_of(relation));
}

std::string RuleContext::name(const RelationName& relation, Span at) const {
  return has_hole(at) ? as_written(at) : display(relation);
}

std::string RuleContext::as_written(Span span) const {
  std::string written;
  std::uint32_t done = span.begin;
  for (const Hole& hole : holes_) {
    if (!hole.sql.overlaps(span)) continue;
    written += text({done, std::max(done, hole.sql.begin)});
    written += hole.written;
    done = hole.sql.end;
  }
  if (done < span.end) written += text({done, span.end});
  return written;
}

bool RuleContext::has_hole(Span span) const {
  return std::ranges::any_of(holes_, [&](const Hole& hole) { return hole.sql.overlaps(span); });
}

std::vector<const Hole*> RuleContext::spliced_in(Span span) const {
  std::vector<const Hole*> holes;
  for (const Hole& hole : holes_) {
    if (hole.is_spliced && span.contains(hole.sql)) holes.push_back(&hole);
  }
  return holes;
}

bool RuleContext::may_hide_sql(Span span) const {
  return std::ranges::any_of(holes_, [&](const Hole& hole) {
    return hole.sql.overlaps(span) && (hole.kind == HoleKind::Fragment || hole.kind == HoleKind::Unknown);
  });
}

bool RuleContext::may_run_on(Span name) const {
  return std::ranges::any_of(holes_, [&](const Hole& hole) {
    const bool is_open = hole.kind == HoleKind::Unknown || hole.kind == HoleKind::Fragment;
    if (!is_open || hole.sql.end != name.end || hole.sql.begin <= name.begin) return false;
    return std::isalnum(static_cast<unsigned char>(text_[hole.sql.begin - 1])) != 0;
  });
}

bool RuleContext::is_new_table(const RangeVar& relation) const {
  return relation.relpersistence == RELPERSISTENCE_TEMP || catalog_.is_new(name_of(relation));
}

}  // namespace floodwall
