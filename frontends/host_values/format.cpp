#include "frontends/host_values/format.h"

#include <algorithm>
#include <string>
#include <utility>

#include "analyzer/base/ascii.h"
#include "frontends/host_values/text_changes.h"

namespace floodwall::host {
namespace {

using Origin = SourceMap::Origin;

bool is_digit(char c) { return '0' <= c && c <= '9'; }

/// The texts that a value may put in; a hole among them if it may be anything.
std::vector<Text> texts_of(const Inserted& inserted, HoleKind kind) {
  std::vector<Text> texts;
  const Value& value = inserted.value;
  if (value.kind == Value::Kind::Text) {
    for (const Text& text : value.texts) texts.push_back(text.seen_at(inserted.at));
  }
  if (value.kind == Value::Kind::Number && value.number && !value.is_open) {
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

/// `added` behind `so_far`, in every combination, or round by round if both come from one loop (`axis`).
Value with_texts(Value so_far, const std::vector<Text>& added, const Expression* axis = nullptr) {
  if (so_far.kind != Value::Kind::Text) so_far = text_value({});
  std::vector<Text> texts;
  std::vector<Text>& lefts = so_far.texts.own();
  // More combinations than we keep: the last ones go, and the value says that it may be something else.
  const auto add = [&](Text left, const Text& right) {
    if (texts.size() == most_variants || longest_text < left.bytes().size() + right.bytes().size()) {
      so_far.is_open = true;
      if (texts.size() < most_variants) so_far.axis = nullptr;
      return;
    }
    append(texts.emplace_back(std::move(left)), right);
  };
  if (axis != nullptr && so_far.axis == axis) {
    for (std::size_t i = 0; i < std::min(lefts.size(), added.size()); ++i) add(std::move(lefts[i]), added[i]);
  } else {
    if (added.size() != 1) so_far.axis = lefts.size() == 1 ? axis : nullptr;
    for (const Text& right : added) {
      for (Text& left : lefts) {
        if (&right == &added.back()) {
          add(std::move(left), right);
        } else {
          add(left, right);
        }
      }
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
  std::string_view part = {};  ///< of the argument: ".table", "[key]"
  std::optional<std::size_t> position = {};
  HoleKind kind = HoleKind::Unknown;
  bool is_plain = true;  ///< puts the value in as it is
};

template <class FindField>
Value formatted(const Value& pattern, const FormatArgument& argument, const FormatPart& part,
                const FindField& next_field) {
  if (pattern.kind != Value::Kind::Text) return unknown_value("");
  Value all;
  std::size_t round = 0;
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
      std::string whole;  // the part as it would be written outside of a pattern: table.name
      if (inserted && !field->part.empty()) {
        std::optional<Value> found = part ? part(inserted->value, field->part) : std::nullopt;
        inserted->value = found ? *std::move(found) : Value{};
        whole = std::string(inserted->written) + std::string(field->part);
        inserted->written = whole;
      }
      if (!inserted) inserted = Inserted{.value = {}, .at = host, .written = spelled};
      inserted->at = host;
      Value& value = inserted->value;
      if (pattern.axis != nullptr && value.axis == pattern.axis && round < value.texts.size())
        value = text_value(value.texts[round]);
      if (!field->is_plain && inserted->value.is_text()) inserted->value = {};
      made = with_inserted(std::move(made), *inserted, field->kind);
    }
    made = with_texts(std::move(made), {text.part(done, text.bytes().size())});
    all = all.kind == Value::Kind::Text ? either(all, made) : made;
    ++round;
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
    field.part = inside.substr(head.size());
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

std::optional<Field> next_dollar_field(const Text& text, std::size_t from) {
  const std::string_view bytes = text.bytes();
  const auto is_word = [](char c) { return ('a' <= ascii_lower(c) && ascii_lower(c) <= 'z') || c == '_'; };
  for (std::size_t i = bytes.find('$', from); i != std::string_view::npos; i = bytes.find('$', i + 1)) {
    if (i + 1 < bytes.size() && bytes[i + 1] == '$') return Field{i, i + 2, "$"};
    const bool has_braces = i + 1 < bytes.size() && bytes[i + 1] == '{';
    const std::size_t begin = i + (has_braces ? 2 : 1);
    std::size_t end = begin;
    while (end < bytes.size() && (is_word(bytes[end]) || (begin < end && is_digit(bytes[end])))) ++end;
    if (end == begin || (has_braces && (end == bytes.size() || bytes[end] != '}'))) continue;
    Field field{.begin = i, .end = end + (has_braces ? 1 : 0)};
    field.name = bytes.substr(begin, end - begin);
    return field;
  }
  return std::nullopt;
}

}  // namespace

Value with_inserted(Value so_far, const Inserted& inserted, HoleKind kind) {
  return with_texts(std::move(so_far), texts_of(inserted, kind), inserted.value.axis);
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
  return with_texts(left, texts, right.value.axis);
}

Value brace_format(const Value& pattern, const FormatArgument& argument, const FormatPart& part) {
  return formatted(pattern, argument, part, next_brace_field);
}

Value percent_format(const Value& pattern, const FormatArgument& argument) {
  return formatted(pattern, argument, {}, next_percent_field);
}

Value dollar_format(const Value& pattern, const FormatArgument& argument) {
  return formatted(pattern, argument, {}, next_dollar_field);
}

std::optional<Value> join(const Value& separator, const Value& items, const Inserted& whole,
                          const std::vector<Inserted>& literal) {
  if (separator.kind != Value::Kind::Text || items.kind != Value::Kind::List || items.is_open)
    return std::nullopt;
  Value made = text_value({});
  for (std::size_t i = 0; i < items.items.size(); ++i) {
    if (i != 0) made = with_inserted(std::move(made), {separator, whole.at, whole.written});
    const Value& item = items.items[i];
    const bool is_written = literal.size() == items.items.size();
    const Inserted inserted = {item, is_written ? literal[i].at : whole.at,
                               is_written ? literal[i].written : whole.written};
    made = item.is_text() ? joined(made, inserted) : with_inserted(std::move(made), inserted);
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

}  // namespace floodwall::host
