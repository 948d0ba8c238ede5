#include "analyzer/sql/holes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <optional>

#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

bool is_name_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || 0x80 <= byte;
}

/// `%s`, `%(name)s` and psycopg's `%b`, `%t` at `at`: how many bytes, or 0.
std::size_t percent_placeholder(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.size() < 2) return 0;
  std::size_t end = 1;
  if (rest[1] == '(') {
    const std::size_t close = rest.substr(0, 256).find(')');
    if (close == std::string_view::npos) return 0;
    end = close + 1;
  }
  if (rest.size() <= end || std::string_view("sbtdf").find(rest[end]) == std::string_view::npos) return 0;
  if (end + 1 < rest.size() && is_name_byte(rest[end + 1])) return 0;
  return end + 1;
}

Hole hole_at(std::string_view text, std::size_t begin, std::size_t end, HoleKind kind) {
  const Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  return {span, kind, std::string(slice(text, span))};
}

/// What stands in for a hole, in the order in which it is tried.
enum class StandIn : std::uint8_t { Name, Nothing, Value, Exhausted };

StandIn first_stand_in(const Hole& hole) {
  return hole.written.starts_with("{%") || hole.written.starts_with("{#") ? StandIn::Nothing : StandIn::Name;
}

StandIn next_stand_in(const Hole& hole, StandIn now) {
  if (first_stand_in(hole) == StandIn::Nothing || now == StandIn::Exhausted) return StandIn::Exhausted;
  return static_cast<StandIn>(static_cast<int>(now) + 1);
}

/// Different holes are different names, the same hole is the same name, as far as their length allows.
std::string name_for(const Hole& hole, std::size_t longest) {
  std::string name = "h";
  for (const char c : hole.written) {
    if (name.size() < longest && std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
  }
  return lower_case(name);
}

void put(std::string& text, const Hole& hole, StandIn stand_in) {
  const std::size_t begin = hole.sql.begin;
  const std::size_t size = hole.sql.size();
  switch (stand_in) {
    case StandIn::Name:
    case StandIn::Exhausted: {
      // psql's :"name" and :'text' need no more than the colon away.
      if (hole.written.starts_with(":\"") || hole.written.starts_with(":'")) {
        text.replace(begin, size, hole.written);
        text[begin] = ' ';
        return;
      }
      // A frontend's word for a hole is a name already, and the one that everybody knows the hole by.
      if (std::ranges::all_of(text.substr(begin, size), is_name_byte)) return;
      const bool glued = (0 < begin && is_name_byte(text[begin - 1])) ||
                         (begin + size < text.size() && is_name_byte(text[begin + size]));
      const std::string name = name_for(hole, size);
      text.replace(begin, size, size, glued ? 'h' : ' ');
      text.replace(begin, name.size(), name);
      return;
    }
    case StandIn::Nothing:
      text.replace(begin, size, size, ' ');
      return;
    case StandIn::Value:
      text.replace(begin, size, size, ' ');
      text.replace(begin, std::min<std::size_t>(size, 2), size == 1 ? "0" : "$1");  // of equal length
      return;
  }
}

/// The word that was put in for a hole, without the blanks behind it.
std::string word_at(std::string_view text, Span hole) {
  const std::string_view word = slice(text, hole);
  return std::string(word.substr(0, word.find(' ')));
}

/// TRUNCATE … CASCADE and DROP … CASCADE whose middle cannot be parsed: the verb, one name, the behaviour.
std::string skeleton(std::string_view text) {
  const std::vector<Token> tokens = significant_tokens(text);
  if (tokens.size() < 2) return "";
  std::string bare(text.size(), ' ');
  const auto keep = [&](Span span) { bare.replace(span.begin, span.size(), slice(text, span)); };
  std::size_t name = 1;
  keep(tokens[0].at);
  if (is_word(slice(text, tokens[0].at), "drop")) {
    static constexpr std::array<std::string_view, 5> kinds = {"table", "schema", "view", "type", "sequence"};
    const std::string_view kind = slice(text, tokens[1].at);
    if (std::ranges::none_of(kinds, [&](std::string_view known) { return is_word(kind, known); })) return "";
    keep(tokens[1].at);
    name = 2;
  } else if (!is_word(slice(text, tokens[0].at), "truncate")) {
    return "";
  } else if (is_word(slice(text, tokens[1].at), "table")) {
    keep(tokens[1].at);
    name = 2;
  }
  if (tokens.size() <= name || is_word(slice(text, tokens[name].at), "cascade")) return "";
  bare[tokens[name].at.begin] = 'h';
  if (is_word(slice(text, tokens.back().at), "cascade")) keep(tokens.back().at);
  return bare;
}

/// How often a statement of this size is parsed again: often enough for what people write, and no 64 times 10
/// MB.
std::size_t most_attempts(std::size_t size) {
  constexpr std::size_t budget = 4 << 20;  // bytes
  return std::clamp<std::size_t>(budget / (size + 1), 4, 64);
}

/// Adds the placeholders that no known hole covers. Both are sorted.
std::vector<Hole> merged(std::vector<Hole> known, std::vector<Hole> placeholders) {
  std::vector<Hole> all;
  auto next_known = known.begin();
  for (Hole& placeholder : placeholders) {
    while (next_known != known.end() && next_known->sql.end <= placeholder.sql.begin) {
      all.push_back(std::move(*next_known++));
    }
    const bool is_covered = next_known != known.end() && next_known->sql.overlaps(placeholder.sql);
    if (!is_covered) all.push_back(std::move(placeholder));
  }
  std::move(next_known, known.end(), std::back_inserter(all));
  return all;
}

/// `TRUNCATE {% … %} CASCADE` without its hole truncates a table called cascade; so does
/// `TRUNCATE {t} CASCADE CASCADE`, which has one CASCADE too many.
bool takes_cascade_for_a_name(const Node* tree) {
  const TruncateStmt* truncate = node_cast<TruncateStmt>(tree);
  if (truncate == nullptr) return false;
  for (const RangeVar& table : each<RangeVar>(truncate->relations)) {
    if (view_of(table.relname) == "cascade") return true;
  }
  return false;
}

/// @extschema@, @extowner@ and @extschema:name@ in the scripts of an extension (PostgreSQL documentation,
/// "Extension Relocatability"): where the one that `token` starts ends, or 0.
std::uint32_t end_of_extension_macro(std::string_view text, const Token& token) {
  if (token.kind != TokenKind::Operator || slice(text, token.at) != "@") return 0;
  constexpr std::size_t longest = 128;
  const std::string_view rest = text.substr(token.at.end, longest);
  const std::size_t close = rest.find('@');
  if (close == std::string_view::npos || !rest.starts_with("ext")) return 0;
  const auto is_part = [](char c) { return is_name_byte(c) || c == ':'; };
  return std::ranges::all_of(rest.substr(0, close), is_part)
             ? token.at.end + static_cast<std::uint32_t>(close) + 1
             : 0;
}

}  // namespace

std::vector<Hole> find_placeholders(std::string_view text) {
  std::vector<Hole> holes;
  Lexer lexer(text);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const std::size_t begin = token.at.begin;
    const std::string_view written = slice(text, token.at);
    if (token.kind == TokenKind::Template) {
      holes.push_back(hole_at(text, begin, token.at.end, HoleKind::Unknown));
    } else if (token.kind == TokenKind::Punctuation && written == ":") {
      const Token name = Lexer(text, token.at.end).next();
      const bool adjacent = name.at.begin == token.at.end;
      const bool is_name = name.kind == TokenKind::Word || name.kind == TokenKind::QuotedIdentifier ||
                           name.kind == TokenKind::String;
      if (!adjacent || !is_name) continue;
      const HoleKind kind = name.kind == TokenKind::QuotedIdentifier ? HoleKind::Identifier
                            : name.kind == TokenKind::String         ? HoleKind::Value
                                                                     : HoleKind::Unknown;
      holes.push_back(hole_at(text, begin, name.at.end, kind));
      lexer.move_to(name.at.end);
    } else if (const std::uint32_t end = end_of_extension_macro(text, token); end != 0) {
      holes.push_back(hole_at(text, begin, end, HoleKind::Identifier));
      lexer.move_to(end);
    } else if (token.kind == TokenKind::Operator) {
      const std::size_t mark = written.find_first_of("?%");
      if (mark == std::string_view::npos) continue;
      const std::size_t size = written[mark] == '?' ? 1 : percent_placeholder(text, begin + mark);
      if (size == 0) continue;
      holes.push_back(hole_at(text, begin + mark, begin + mark + size, HoleKind::Bind));
      lexer.move_to(static_cast<std::uint32_t>(begin + mark + size));
    }
  }
  return holes;
}

ParsedWithHoles parse_with_holes(StatementParser& parser, std::string_view text, std::vector<Hole> known,
                                 ParseOptions options) {
  ParsedWithHoles result{std::unexpected(SyntaxError{}), merged(std::move(known), find_placeholders(text))};

  std::vector<StandIn> stand_ins;
  std::string adapted(text);
  for (const Hole& hole : result.holes) {
    stand_ins.push_back(first_stand_in(hole));
    put(adapted, hole, stand_ins.back());
  }
  for (std::size_t attempt = 0; attempt < most_attempts(text.size()); ++attempt) {
    result.tree = parser.parse(adapted, options);
    if (result.tree) {
      const bool has_nothing = std::ranges::find(stand_ins, StandIn::Nothing) != stand_ins.end();
      if (has_nothing && takes_cascade_for_a_name(*result.tree)) break;
      for (std::size_t i = 0; i < stand_ins.size(); ++i) {
        if (stand_ins[i] == StandIn::Name) result.holes[i].stand_in = word_at(adapted, result.holes[i].sql);
        if (stand_ins[i] == StandIn::Nothing) result.holes[i].kind = HoleKind::Fragment;  // so it is no value
      }
      result.sql = std::move(adapted);
      return result;
    }
    // Blame the last hole before the place that PostgreSQL stopped at that still has another form to try.
    const std::uint32_t stopped = result.tree.error().at.end;
    std::size_t blamed = result.holes.size();
    for (std::size_t i = 0; i < result.holes.size() && result.holes[i].sql.begin <= stopped; ++i) {
      if (next_stand_in(result.holes[i], stand_ins[i]) != StandIn::Exhausted) blamed = i;
    }
    if (blamed == result.holes.size()) break;
    stand_ins[blamed] = next_stand_in(result.holes[blamed], stand_ins[blamed]);
    put(adapted, result.holes[blamed], stand_ins[blamed]);
  }
  if (const std::string bare = skeleton(text); !bare.empty() && !result.holes.empty()) {
    const std::optional<SyntaxError> error = result.tree ? std::nullopt : std::optional(result.tree.error());
    result.tree = parser.parse(bare, options);
    result.sql = bare;
    result.is_skeleton = true;
    if (!result.tree && error) result.tree = std::unexpected(*error);
  }
  return result;
}

}  // namespace floodwall
