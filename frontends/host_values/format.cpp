#include "frontends/host_values/format.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/base/ascii.h"

namespace floodwall::host {
namespace {

using Origin = SourceMap::Origin;

/// Longer texts than this are not put together: a loop over a table of constants could make gigabytes.
constexpr std::size_t longest_text = std::size_t{4} << 20;
constexpr std::size_t most_pieces = 500;

bool is_digit(char c) { return '0' <= c && c <= '9'; }

/// The texts that a value may put in; a hole among them if it may be anything.
std::vector<Text> texts_of(const Inserted& inserted, HoleKind kind) {
  std::vector<Text> texts;
  const Value& value = inserted.value;
  if (value.kind == Value::Kind::Text) {
    for (const Text& text : value.texts) texts.push_back(text.seen_at(inserted.at));
  }
  if (value.kind == Value::Kind::Number && value.number) {
    Text digits;
    digits.append(std::to_string(*value.number), inserted.at, Origin::Decoded);
    texts.push_back(std::move(digits));
  }
  if (texts.empty() || value.is_open) {
    Text hole;
    hole.append_hole(value.hole == HoleKind::Unknown ? kind : value.hole, inserted.at, inserted.written);
    texts.push_back(std::move(hole));
  }
  return texts;
}

/// Of a text of very many pieces the rest is a hole: what it begins with is still worth looking at.
void append(Text& text, const Text& more) {
  constexpr std::string_view rest = "…";
  if (text.pieces().size() + more.pieces().size() <= most_pieces) {
    text.append(more);
  } else if (text.holes().empty() || text.holes().back().written != rest) {
    const Span at = more.pieces().empty() ? Span{} : more.pieces().front().host;
    text.append(" ", at, Origin::Decoded);
    text.append_hole(HoleKind::Fragment, at, rest);
  }
}

Value with_texts(Value so_far, const std::vector<Text>& added) {
  if (so_far.kind != Value::Kind::Text) so_far = text_value({});
  std::vector<Text> texts;
  // More combinations than we keep: the last ones go, and the value says that it may be something else.
  for (const Text& right : added) {
    for (Text& left : so_far.texts.own()) {
      if (texts.size() == most_variants || longest_text < left.bytes().size() + right.bytes().size()) {
        so_far.is_open = true;
        continue;
      }
      texts.push_back(&right == &added.back() ? std::move(left) : left);
      append(texts.back(), right);
    }
  }
  so_far.texts = std::move(texts);
  so_far.is_foreign = false;
  so_far.parameter.reset();
  so_far.path.clear();
  return so_far;
}

/// The text outside of holes that begins at `from`: where the next hole begins.
std::size_t hole_at_or_after(const Text& text, std::size_t from) {
  const auto hole =
      std::ranges::lower_bound(text.holes(), from, {}, [](const Hole& each) { return each.sql.begin; });
  return hole == text.holes().end() ? text.bytes().size() : hole->sql.begin;
}

Span host_of(const SourceMap& map, std::size_t begin, std::size_t end) {
  return map.locate({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
}

/// One replacement field or conversion in a pattern.
struct Field {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string literal = {};  ///< instead of an argument: a doubled brace, %%
  std::string_view name = {};
  std::optional<std::size_t> position = {};
  HoleKind kind = HoleKind::Unknown;
  bool is_plain = true;  ///< puts the value in as it is
};

template <class FindField>
Value formatted(const Value& pattern, const FormatArgument& argument, const FindField& next_field) {
  if (pattern.kind != Value::Kind::Text) return unknown_value("");
  Value all;
  for (const Text& text : pattern.texts) {
    const SourceMap map(text.pieces());
    Value made = text_value({});
    std::size_t done = 0;
    std::size_t automatic = 0;
    for (std::optional<Field> field = next_field(text, done); field; field = next_field(text, done)) {
      made = with_texts(std::move(made), {text.part(done, field->begin)});
      done = field->end;
      const Span host = host_of(map, field->begin, field->end);
      if (!field->literal.empty()) {
        Text literal;
        literal.append(field->literal, host, Origin::Decoded);
        made = with_texts(std::move(made), {literal});
        continue;
      }
      const std::size_t position = field->position ? *field->position : automatic;
      if (!field->position && field->name.empty()) ++automatic;
      std::optional<Inserted> inserted = argument(field->name, position);
      const std::string_view spelled = slice(
          text.bytes(), {static_cast<std::uint32_t>(field->begin), static_cast<std::uint32_t>(field->end)});
      if (!inserted) inserted = Inserted{.value = {}, .at = host, .written = spelled};
      inserted->at = host;
      if (!field->is_plain && inserted->value.is_text()) inserted->value = {};
      made = with_inserted(std::move(made), *inserted, field->kind);
    }
    made = with_texts(std::move(made), {text.part(done, text.bytes().size())});
    all = all.kind == Value::Kind::Text ? either(all, made) : made;
  }
  all.is_open = all.is_open || pattern.is_open;
  return all;
}

std::optional<Field> next_brace_field(const Text& text, std::size_t from) {
  const std::string_view bytes = text.bytes();
  for (std::size_t i = from; i < bytes.size(); ++i) {
    if (i == hole_at_or_after(text, i) && i < bytes.size()) {
      const auto hole =
          std::ranges::lower_bound(text.holes(), i, {}, [](const Hole& each) { return each.sql.begin; });
      if (hole != text.holes().end() && hole->sql.begin == i) i = hole->sql.end - 1;
      continue;
    }
    const char c = bytes[i];
    if (c != '{' && c != '}') continue;
    if (i + 1 < bytes.size() && bytes[i + 1] == c) return Field{i, i + 2, std::string(1, c)};
    if (c == '}') continue;
    const std::size_t close = bytes.find('}', i);
    if (close == std::string_view::npos) return std::nullopt;
    std::string_view inside = bytes.substr(i + 1, close - i - 1);
    Field field{.begin = i, .end = close + 1};
    if (const std::size_t nested = inside.find('{'); nested != std::string_view::npos) {  // {:{width}}
      const std::size_t outer = bytes.find('}', close + 1);
      if (outer == std::string_view::npos) return std::nullopt;
      field.end = outer + 1;
      field.is_plain = false;
    }
    const std::size_t spec = inside.find_first_of(":!");
    if (spec != std::string_view::npos) {
      const std::string_view format = inside.substr(spec);
      field.is_plain = field.is_plain && (format == "!s" || format == ":" || format == ":s");
      if (format.ends_with('d') || format.ends_with('f')) field.kind = HoleKind::Value;
      inside = inside.substr(0, spec);
    }
    const std::string_view head = inside.substr(0, inside.find_first_of(".["));
    if (head.size() != inside.size()) field.is_plain = false;
    if (!head.empty() && std::ranges::all_of(head, is_digit) && head.size() < 4) {
      field.position = static_cast<std::size_t>(std::stoul(std::string(head)));
    } else {
      field.name = head;
    }
    return field;
  }
  return std::nullopt;
}

std::optional<Field> next_percent_field(const Text& text, std::size_t from) {
  const std::string_view bytes = text.bytes();
  for (std::size_t i = bytes.find('%', from); i != std::string_view::npos; i = bytes.find('%', i + 1)) {
    if (i + 1 < bytes.size() && bytes[i + 1] == '%') return Field{i, i + 2, "%"};
    Field field{.begin = i};
    std::size_t end = i + 1;
    if (end < bytes.size() && bytes[end] == '(') {
      const std::size_t close = bytes.find(')', end);
      if (close == std::string_view::npos) return std::nullopt;
      field.name = bytes.substr(end + 1, close - end - 1);
      end = close + 1;
    }
    const std::size_t flags = end;
    while (end < bytes.size() &&
           std::string_view("#0- +.*123456789hlLqjzt").find(bytes[end]) != std::string_view::npos)
      ++end;
    if (end == bytes.size() ||
        std::string_view("diouxXeEfFgGcrsa").find(bytes[end]) == std::string_view::npos)
      continue;
    const char conversion = bytes[end];
    field.end = end + 1;
    field.is_plain = flags == end && (conversion == 's' || conversion == 'd' || conversion == 'i');
    if (std::string_view("diouxXeEfFgG").find(conversion) != std::string_view::npos)
      field.kind = HoleKind::Value;
    return field;
  }
  return std::nullopt;
}

}  // namespace

Value with_inserted(Value so_far, const Inserted& inserted, HoleKind kind) {
  return with_texts(std::move(so_far), texts_of(inserted, kind));
}

Value joined(const Value& left, const Inserted& right) {
  std::vector<Text> texts;
  if (right.value.is_text()) {
    texts.assign(right.value.texts.begin(), right.value.texts.end());
    if (right.value.is_open) {
      Text hole;
      hole.append_hole(HoleKind::Unknown, right.at, right.written);
      texts.push_back(std::move(hole));
    }
  } else {
    texts = texts_of(right, HoleKind::Unknown);
  }
  return with_texts(left, texts);
}

Value brace_format(const Value& pattern, const FormatArgument& argument) {
  return formatted(pattern, argument, next_brace_field);
}

Value percent_format(const Value& pattern, const FormatArgument& argument) {
  return formatted(pattern, argument, next_percent_field);
}

std::optional<Value> join(const Value& separator, const Value& items, const Inserted& whole) {
  if (separator.kind != Value::Kind::Text || items.kind != Value::Kind::List || items.is_open)
    return std::nullopt;
  Value made = text_value({});
  bool is_first = true;
  for (const Value& item : items.items) {
    if (!is_first) made = with_inserted(std::move(made), {separator, whole.at, whole.written});
    is_first = false;
    made = item.is_text() ? joined(made, {item, whole.at, whole.written})
                          : with_inserted(std::move(made), {item, whole.at, whole.written});
  }
  return made;
}

Value each_text(const Value& value, const std::function<Text(const Text&)>& change) {
  if (value.kind != Value::Kind::Text) return unknown_value("");
  Value made = value;
  made.parameter.reset();
  made.path.clear();
  made.is_foreign = false;
  for (Text& text : made.texts.own()) text = change(text);
  return made;
}

Text stripped(const Text& text, bool begin, bool end, std::string_view characters) {
  const std::string_view bytes = text.bytes();
  std::size_t from = begin ? bytes.find_first_not_of(characters) : 0;
  if (from == std::string_view::npos) return {};
  std::size_t to = end ? bytes.find_last_not_of(characters) + 1 : bytes.size();
  for (const Hole& hole : text.holes()) {  // a hole is no characters to strip
    if (hole.sql.begin < from && from < hole.sql.end) from = hole.sql.begin;
    if (hole.sql.begin < to && to < hole.sql.end) to = hole.sql.end;
  }
  return text.part(from, to);
}

Text replaced(const Text& text, std::string_view from, const Text& to) {
  if (from.empty()) return text;
  const SourceMap map(text.pieces());
  Text made;
  std::size_t done = 0;
  const std::string_view bytes = text.bytes();
  for (std::size_t at = bytes.find(from); at != std::string_view::npos; at = bytes.find(from, at)) {
    const bool cuts_hole = std::ranges::any_of(text.holes(), [&](const Hole& hole) {
      return hole.sql.begin < at + from.size() && at < hole.sql.end;
    });
    if (cuts_hole) {
      ++at;
      continue;
    }
    if (longest_text < made.bytes().size() || most_pieces < made.pieces().size()) return {};
    made.append(text.part(done, at));
    made.append(to.seen_at(host_of(map, at, at + from.size())));
    done = at += from.size();
  }
  made.append(text.part(done, bytes.size()));
  return made;
}

Text dedented(const Text& text) {
  const std::string_view bytes = text.bytes();
  std::optional<std::string_view> margin;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const std::string_view line = bytes.substr(begin, end - begin);
    const std::size_t indent = line.find_first_not_of(" \t");
    if (indent != std::string_view::npos) {
      const std::string_view own = line.substr(0, indent);
      if (!margin) {
        margin = own;
      } else {
        const auto same = std::ranges::mismatch(*margin, own);
        margin = margin->substr(0, static_cast<std::size_t>(same.in1 - margin->begin()));
      }
    }
    begin = end + 1;
  }
  if (!margin || margin->empty()) return text;
  Text made;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size() - 1) + 1;
    const bool is_indented = bytes.substr(begin, end - begin).starts_with(*margin);
    made.append(text.part(is_indented ? begin + margin->size() : end - 1, end));
    begin = end;
  }
  return made;
}

Text in_case(const Text& text, bool upper) {
  Text made;
  for (const SourceMap::Piece& piece : text.pieces()) {
    if (piece.origin == Origin::Hole) {
      made.append(text.part(piece.sql.begin, piece.sql.end));
      continue;
    }
    const std::string_view before = slice(text.bytes(), piece.sql);
    const std::string bytes = upper ? ascii_upper(before) : ascii_lower(before);
    const bool is_same = bytes == before;
    made.append(bytes, piece.host, is_same ? piece.origin : Origin::Decoded);
  }
  return made;
}

}  // namespace floodwall::host
