// Folds EXECUTE's string expression.
//
// Every token is looked at once per level it stands on at most: brackets and CASE … END are paired first, and
// then each level steps over what the next one reads. Nesting is read to a fixed depth, arguments of format()
// are folded once however often they are used, and an argument's text stops being copied when the result has
// grown out of proportion, so the whole is linear in the expression.
#include "analyzer/sql/dynamic_sql.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/sql/keywords.h"
#include "analyzer/sql/literal.h"
#include "analyzer/text/mapped_text.h"
#include "analyzer/text/utf8.h"

namespace floodwall {
namespace {

constexpr int deepest_nesting = 32;
constexpr std::uint32_t longest_written = 200;

using Origin = SourceMap::Origin;

/// Half-open range of token indices.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool empty() const { return begin == end; }
  std::size_t size() const { return end - begin; }
};

struct DynamicText {
  MappedText text;
  std::vector<Hole> holes;
};

/// One `%…` of format(): `%[position$][flags][width]type`.
struct FormatSpec {
  std::uint32_t size = 0;      ///< bytes, with the percent sign
  std::uint32_t position = 0;  ///< 1 is the first argument; 0: the next one
  bool has_width = false;
  bool width_is_argument = false;
  std::uint32_t width_position = 0;  ///< as `position`, for `*`
  char type = '\0';                  ///< one of s I L %; 0 if malformed
};

/// An argument of format(), folded once.
struct FormatArgument {
  Range written;
  DynamicText text;
  std::uint32_t number =
      0;  ///< of its stand-in, so that %1$I is the same name each time; unused if it is known
};

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\f\v;") == std::string_view::npos;
}

bool has_literal(const DynamicText& folded) {
  return std::ranges::any_of(folded.text.pieces(), [&](const SourceMap::Piece& piece) {
    return piece.origin != Origin::Hole && !is_blank(slice(folded.text.text(), piece.sql));
  });
}

/// As PostgreSQL's quote_literal (src/backend/utils/adt/quote.c).
std::string quote_literal(std::string_view value) {
  std::string quoted = value.find('\\') == std::string_view::npos ? "'" : " E'";
  for (const char c : value) quoted.append(c == '\'' || c == '\\' ? 2 : 1, c);
  return quoted + '\'';
}

/// Reads the specifier at the percent sign that `text` starts with (src/backend/utils/adt/varlena.c,
/// text_format).
FormatSpec read_spec(std::string_view text) {
  FormatSpec spec;
  std::size_t at = 1;
  const auto number = [&] {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    at = static_cast<std::size_t>(end - text.data());
    return error == std::errc() ? value : 0;
  };
  const auto peek = [&] { return at < text.size() ? text[at] : '\0'; };
  const auto is_digit = [&] { return '0' <= peek() && peek() <= '9'; };
  if (is_digit()) {
    const std::uint32_t value = number();
    const bool is_position = peek() == '$';
    (is_position ? spec.position : spec.width_position) = value;
    if (is_position) ++at;
    spec.has_width = !is_position;
  }
  if (!spec.has_width) {
    while (peek() == '-') ++at;
    if (peek() == '*') {
      spec.has_width = spec.width_is_argument = true;
      ++at;
      if (is_digit()) {
        spec.width_position = number();
        if (peek() == '$') ++at;
      }
    } else if (is_digit()) {
      spec.has_width = true;
      number();
    }
  }
  const char type = peek();
  spec.size = static_cast<std::uint32_t>(std::min(at + 1, text.size()));
  if (type == 's' || type == 'I' || type == 'L' || type == '%') spec.type = type;
  return spec;
}

class Folder {
 public:
  Folder(std::string_view body, std::span<const Token> tokens)
      : body_(body), tokens_(tokens), past_(pair_brackets()) {
    if (tokens.empty()) return;
    budget_ = 4096 + 4 * (tokens.back().at.end - tokens.front().at.begin);
  }

  DynamicText fold() {
    DynamicText out;
    concatenation({0, tokens_.size()}, 0, out);
    return out;
  }

 private:
  /// For every token the one to go on with on the same level: behind the partner of a bracket or CASE.
  std::vector<std::size_t> pair_brackets() const {
    std::vector<std::size_t> past(tokens_.size());
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      past[i] = i + 1;
      if (is(i, '(') || is(i, '[') || is(i, "case")) {
        open.push_back(i);
        past[i] = tokens_.size();
      } else if ((is(i, ')') || is(i, ']') || is(i, "end")) && !open.empty()) {
        past[open.back()] = i + 1;
        open.pop_back();
      }
    }
    return past;
  }

  /// The first token of `range` on its own level for which `matches(index)`; its end if there is none.
  template <class Matches>
  std::size_t find(Range range, Matches matches) const {
    std::size_t i = range.begin;
    while (i < range.end && !matches(i)) i = past_[i];
    return std::min(i, range.end);
  }

  void concatenation(Range range, int depth, DynamicText& out) {
    if (!range.empty() && is(range.begin, "variadic")) return hole(range, HoleKind::Unknown, out);
    while (!range.empty()) {
      const std::size_t bars = find(range, [&](std::size_t i) { return is_operator(i, "||"); });
      operand({range.begin, bars}, depth, out);
      range.begin = std::min(bars + 1, range.end);
    }
  }

  void operand(Range range, int depth, DynamicText& out) {
    if (range.empty()) return;
    if (deepest_nesting < depth) return hole(range, HoleKind::Unknown, out);
    const std::size_t cast = find(range, [&](std::size_t i) { return is_operator(i, "::"); });
    if (cast < range.end) return cast_operand({range.begin, cast}, {cast + 1, range.end}, depth, out);
    if (is(range.begin, TokenKind::String) || is(range.begin, TokenKind::DollarString))
      return literal(range, out);
    if (range.size() == 1 && is(range.begin, TokenKind::Number)) {
      return out.text.append_verbatim(body_, tokens_[range.begin].at);
    }
    if (is(range.begin, '(') && encloses(range.begin, range.end) && !is_query(range.begin + 1)) {
      return concatenation({range.begin + 1, range.end - 1}, depth + 1, out);
    }
    if (!call(range, depth, out)) hole(range, HoleKind::Unknown, out);
  }

  void literal(Range range, DynamicText& out) {
    for (std::size_t i = range.begin; i + 1 < range.end; ++i) {
      if (!continues_literal(body_, tokens_[i], tokens_[i + 1])) return hole(range, HoleKind::Unknown, out);
    }
    const auto decoded = decode_literals(body_, tokens_.subspan(range.begin, range.size()));
    if (!decoded) return hole(range, HoleKind::Unknown, out);
    for (const SourceMap::Piece& piece : decoded->map.pieces()) {
      out.text.append(slice(decoded->text, piece.sql), piece.host, piece.origin);
    }
  }

  /// `'…'::text` is the literal; `x::regclass` is a name that PostgreSQL quotes.
  void cast_operand(Range base, Range types, int depth, DynamicText& out) {
    const Range all = {base.begin, types.end};
    bool is_name = false;
    for (std::size_t i = types.begin; i < types.end; ++i) {
      if (is_operator(i, "::") || is(i, '.') || is(i, "pg_catalog")) continue;
      const std::string type = lower_case(slice(body_, tokens_[i].at));
      const bool names_object = type == "regclass" || type == "regtype" || type == "regnamespace" ||
                                type == "regrole" || type == "regproc" || type == "regprocedure";
      if (!names_object && type != "text" && type != "varchar" && type != "name") {
        return hole(all, HoleKind::Unknown, out);
      }
      is_name = is_name || names_object;
    }
    const bool is_literal = !base.empty() && is(base.begin, TokenKind::String);
    const bool has_operator =
        find(base, [&](std::size_t i) { return is(i, TokenKind::Operator); }) < base.end;
    if (is_name && !is_literal)
      return hole(all, has_operator ? HoleKind::Unknown : HoleKind::Identifier, out);
    operand(base, depth, out);
  }

  /// False if `range` is not a call of a function that is known here.
  bool call(Range range, int depth, DynamicText& out) {
    std::size_t name = range.begin;
    if (is(name, "pg_catalog") && is(name + 1, '.')) name += 2;
    const std::size_t open = name + 1;
    if (range.end <= open || !is(open, '(') || !encloses(open, range.end)) return false;
    const std::string function = lower_case(slice(body_, tokens_[name].at));
    const Range inside = {open + 1, range.end - 1};
    if (function == "format") return format(arguments(inside), depth, out);
    if (function == "concat") {
      for (const Range argument : arguments(inside)) concatenation(argument, depth + 1, out);
      return true;
    }
    if (function == "quote_ident") return quoted(inside, 'I', depth, out);
    if (function == "quote_literal" || function == "quote_nullable") return quoted(inside, 'L', depth, out);
    return function == "chr" && character(range, inside, out);
  }

  bool quoted(Range inside, char type, int depth, DynamicText& out) {
    if (inside.empty()) return false;
    append(fold_argument(inside, depth), type, out);
    return true;
  }

  bool character(Range range, Range inside, DynamicText& out) {
    if (inside.size() != 1 || !is(inside.begin, TokenKind::Number)) return false;
    const std::string_view digits = slice(body_, tokens_[inside.begin].at);
    std::uint32_t code_point = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code_point);
    const std::string bytes = utf8(code_point);
    if (error != std::errc() || end != digits.data() + digits.size() || bytes.empty()) return false;
    out.text.append(bytes, span_of(range), Origin::Decoded);
    return true;
  }

  std::vector<Range> arguments(Range inside) const {
    std::vector<Range> result;
    while (!inside.empty()) {
      const std::size_t comma = find(inside, [&](std::size_t i) { return is(i, ','); });
      result.push_back({inside.begin, comma});
      inside.begin = std::min(comma + 1, inside.end);
    }
    return result;
  }

  /// False if the pattern is not known, malformed, or wants more arguments than there are.
  bool format(const std::vector<Range>& written, int depth, DynamicText& out) {
    if (written.empty()) return false;
    DynamicText pattern;
    concatenation(written.front(), depth + 1, pattern);
    if (!has_literal(pattern)) return false;
    std::vector<FormatArgument> arguments;
    for (const Range argument : std::span(written).subspan(1))
      arguments.push_back(fold_argument(argument, depth));
    DynamicText result;
    if (!expand(pattern, arguments, result)) return false;
    append(result, Origin::Verbatim, out);
    return true;
  }

  FormatArgument fold_argument(Range written, int depth) {
    FormatArgument argument{.written = written, .text = {}, .number = holes_ + 1};
    concatenation(written, depth + 1, argument.text);
    return argument;
  }

  /// format()'s work: `pattern` with its specifiers replaced.
  bool expand(const DynamicText& pattern, const std::vector<FormatArgument>& arguments, DynamicText& out) {
    const std::string& text = pattern.text.text();
    const SourceMap map{pattern.text.pieces()};
    Copier copier(pattern);
    std::uint32_t next = 1;
    std::uint32_t copied = 0;
    while (true) {
      const std::size_t found = text.find('%', copied);
      const std::uint32_t percent = static_cast<std::uint32_t>(std::min(found, text.size()));
      copier.copy({copied, percent}, out);
      if (percent == text.size()) return true;
      const FormatSpec spec = read_spec(std::string_view(text).substr(percent));
      if (spec.type == '\0') return false;
      copied = percent + spec.size;
      if (spec.type == '%') {
        out.text.append("%", map.locate({percent, copied}), Origin::Decoded);
        continue;
      }
      if (spec.width_is_argument) next = (spec.width_position == 0 ? next : spec.width_position) + 1;
      const std::uint32_t position = spec.position == 0 ? next : spec.position;
      next = position + 1;
      const FormatArgument* const argument = argument_at(arguments, position);
      if (argument == nullptr) return false;
      DynamicText value;
      if (spec.has_width && spec.type == 's') {
        hole(argument->written, HoleKind::Unknown, value);
      } else {
        append(*argument, spec.type, value);
      }
      put_at(map.locate({percent, copied}), std::move(value), out);
    }
  }

  /// What takes the place of a specifier stands where the specifier stands: that reads on in the pattern.
  static void put_at(Span specifier, DynamicText value, DynamicText& out) {
    const auto begin = static_cast<std::uint32_t>(out.text.size());
    out.text.append(value.text.text(), specifier, value.holes.empty() ? Origin::Decoded : Origin::Hole);
    for (Hole& moved : value.holes) {
      moved.sql = {moved.sql.begin + begin, moved.sql.end + begin};
      out.holes.push_back(std::move(moved));
    }
  }

  /// VARIADIC stands for its position and all behind it.
  const FormatArgument* argument_at(const std::vector<FormatArgument>& arguments,
                                    std::uint32_t position) const {
    if (position == 0 || arguments.empty()) return nullptr;
    if (position <= arguments.size()) return &arguments[position - 1];
    return is(arguments.back().written.begin, "variadic") ? &arguments.back() : nullptr;
  }

  /// `argument` as %s, %I or %L writes it.
  void append(const FormatArgument& argument, char type, DynamicText& out) {
    const bool is_known = argument.text.holes.empty();
    const std::uint32_t number = is_known ? 0 : argument.number;
    const bool fits = argument.text.text.size() <= budget_;
    if (fits) budget_ -= argument.text.text.size();
    const Span host = span_of(argument.written);
    const std::string& value = argument.text.text.text();
    if (type == 's') {
      if (!fits) return hole(argument.written, HoleKind::Unknown, out);
      return append(argument.text, Origin::Decoded, out);
    }
    if (type == 'I') {
      if (is_known && fits) return out.text.append(quoted_identifier(value), host, Origin::Decoded);
      return hole(argument.written, HoleKind::Identifier, out, number);
    }
    if (is_known && fits) return out.text.append(quote_literal(value), host, Origin::Decoded);
    hole(argument.written, HoleKind::Value, out, number);
  }

  /// Copies ranges of a folded text, from left to right.
  class Copier {
   public:
    explicit Copier(const DynamicText& from, Origin verbatim_as = Origin::Verbatim)
        : from_(from), verbatim_as_(verbatim_as) {}

    void copy(Span range, DynamicText& out) {
      const std::vector<SourceMap::Piece>& pieces = from_.text.pieces();
      const std::uint32_t out_begin = out.text.size();
      while (piece_ < pieces.size() && pieces[piece_].sql.end <= range.begin) ++piece_;
      for (std::size_t i = piece_; i < pieces.size() && pieces[i].sql.begin < range.end; ++i) {
        const SourceMap::Piece& piece = pieces[i];
        const Span part = {std::max(piece.sql.begin, range.begin), std::min(piece.sql.end, range.end)};
        Span host = piece.host;
        if (piece.origin == Origin::Verbatim) {
          host.begin += part.begin - piece.sql.begin;
          host.end = host.begin + part.size();
        }
        const Origin origin = piece.origin == Origin::Verbatim ? verbatim_as_ : piece.origin;
        out.text.append(slice(from_.text.text(), part), host, origin);
      }
      for (; hole_ < from_.holes.size() && from_.holes[hole_].sql.begin < range.end; ++hole_) {
        Hole moved = from_.holes[hole_];
        moved.sql.begin += out_begin - range.begin;
        moved.sql.end += out_begin - range.begin;
        out.holes.push_back(std::move(moved));
      }
    }

   private:
    const DynamicText& from_;
    Origin verbatim_as_;
    std::size_t piece_ = 0;
    std::size_t hole_ = 0;
  };

  static void append(const DynamicText& from, Origin verbatim_as, DynamicText& out) {
    Copier(from, verbatim_as).copy({0, from.text.size()}, out);
  }

  /// `number` is that of the stand-in; 0 asks for a new one.
  void hole(Range range, HoleKind kind, DynamicText& out, std::uint32_t number = 0) {
    if (number == 0) number = ++holes_;
    const std::string digits = std::to_string(number);
    const bool is_value = kind == HoleKind::Value;
    const std::string stand_in = is_value ? "'_hole" + digits + "_'" : "_hole_" + digits + "_";
    const Span host = span_of(range);
    const std::uint32_t begin = out.text.size();
    out.text.append(stand_in, host, Origin::Hole);
    out.holes.push_back({.sql = {begin, out.text.size()}, .kind = kind, .written = written(host)});
  }

  std::string written(Span host) const {
    if (longest_written < host.size()) {
      host.end = host.begin + longest_written;
      while ((static_cast<unsigned char>(body_[host.end]) & 0xC0) == 0x80 && host.begin < host.end)
        --host.end;
    }
    return '{' + std::string(slice(body_, host)) + '}';
  }

  Span span_of(Range range) const {
    if (range.empty()) return {};
    return tokens_[range.begin].at.joined(tokens_[range.end - 1].at);
  }

  bool encloses(std::size_t open, std::size_t end) const { return past_[open] == end && is(end - 1, ')'); }
  bool is_query(std::size_t i) const {
    return is(i, "select") || is(i, "with") || is(i, "values") || is(i, "table");
  }
  bool is(std::size_t i, TokenKind kind) const { return i < tokens_.size() && tokens_[i].kind == kind; }
  bool is(std::size_t i, char mark) const {
    return is(i, TokenKind::Punctuation) && body_[tokens_[i].at.begin] == mark;
  }
  bool is(std::size_t i, std::string_view word) const {
    return is(i, TokenKind::Word) && is_word(slice(body_, tokens_[i].at), word) && !(0 < i && is(i - 1, '.'));
  }
  bool is_operator(std::size_t i, std::string_view sign) const {
    return is(i, TokenKind::Operator) && slice(body_, tokens_[i].at) == sign;
  }

  std::string_view body_;
  std::span<const Token> tokens_;
  std::vector<std::size_t> past_;
  std::uint32_t budget_ = 0;  ///< how many bytes of arguments may still be copied
  std::uint32_t holes_ = 0;
};

}  // namespace

std::optional<EmbeddedSql> fold_dynamic_sql(std::string_view body, std::span<const Token> expression) {
  DynamicText folded = Folder(body, expression).fold();
  if (!has_literal(folded)) return std::nullopt;
  auto [sql, map] = std::move(folded.text).release();
  return EmbeddedSql{std::move(sql), std::move(map), std::move(folded.holes), true};
}

}  // namespace floodwall
