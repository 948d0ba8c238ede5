#include "frontends/host_values/value.h"

#include <algorithm>
#include <utility>

#include "analyzer/base/fnv.h"
#include "analyzer/text/utf8.h"

namespace floodwall::host {
namespace {

constexpr std::size_t longest_written = 80;  // bytes of a hole that are kept for messages

/// For messages: each run of white space is one blank, and what is long ends in an ellipsis.
std::string on_one_line(std::string_view written) {
  std::string line;
  for (const char c : written) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (is_blank && (line.empty() || line.back() == ' ')) continue;
    line += is_blank ? ' ' : c;
    if (longest_written < line.size()) return std::string(clipped(line, longest_written)) + "…";
  }
  return line;
}

/// The one way in which messages show what only the run knows: as f"{name}" does. Conversions (%(name)s), a
/// template's or a shell's `$name`, and what a driver fills in are marks themselves.
std::string marked(HoleKind kind, std::string line) {
  const bool is_marked = kind == HoleKind::Bind || line.starts_with('%') || line.starts_with('$') ||
                         line == "…" || (line.starts_with('{') && line.ends_with('}'));
  return is_marked ? line : "{" + line + "}";
}

/// Eight bytes that are the same for the same expression: "_h4k2x9_".
std::string stand_in(std::string_view written) {
  std::uint64_t hash = fnv1a(written);
  std::string word = "_h";
  for (int i = 0; i < 5; ++i, hash /= 36) word += "0123456789abcdefghijklmnopqrstuvwxyz"[hash % 36];
  return word + "_";
}

std::uint32_t offset(std::size_t size) { return static_cast<std::uint32_t>(size); }

}  // namespace

void Text::append(std::string_view bytes, Span host, Origin origin) {
  if (bytes.empty()) return;
  const std::uint32_t begin = offset(bytes_.size());
  bytes_ += bytes;
  const std::uint32_t end = offset(bytes_.size());
  if (!pieces_.empty() && origin == Origin::Verbatim && pieces_.back().origin == Origin::Verbatim &&
      pieces_.back().host.end == host.begin) {
    pieces_.back().sql.end = end;
    pieces_.back().host.end = host.end;
  } else {
    pieces_.push_back({{begin, end}, host, origin});
  }
}

void Text::append(const Text& text) {
  const std::uint32_t begin = offset(bytes_.size());
  for (const SourceMap::Piece& piece : text.pieces_)
    append(slice(text.bytes_, piece.sql), piece.host, piece.origin);
  for (Hole hole : text.holes_) {
    hole.sql = {hole.sql.begin + begin, hole.sql.end + begin};
    holes_.push_back(std::move(hole));
  }
  depend_on(text.when_);
}

void Text::depend_on(std::string_view condition) {
  constexpr std::size_t longest = 100;  // bytes
  if (condition.empty() || when_.find(condition) != std::string::npos) return;
  if (!when_.empty()) when_ += " and ";
  when_ += condition;
  if (longest < when_.size()) when_.clear();
}

void Text::append_hole(HoleKind kind, Span host, std::string_view written) {
  const std::uint32_t begin = offset(bytes_.size());
  append(stand_in(written), host, Origin::Hole);
  holes_.push_back({{begin, offset(bytes_.size())}, kind, marked(kind, on_one_line(written))});
}

void Text::mark(HoleKind kind, std::size_t begin) {
  const Span span{offset(begin), offset(bytes_.size())};
  if (!holes_.empty() && span.begin < holes_.back().sql.end) return;
  holes_.push_back({span, kind, bytes_.substr(begin)});
}

Text Text::part(std::size_t begin, std::size_t end) const {
  Text cut;
  cut.when_ = when_;
  end = std::min(end, bytes_.size());
  const auto first = std::ranges::upper_bound(pieces_, offset(begin), {},
                                              [](const SourceMap::Piece& piece) { return piece.sql.end; });
  for (auto piece = first; piece != pieces_.end() && piece->sql.begin < end; ++piece) {
    const Span kept = {std::max(piece->sql.begin, offset(begin)), std::min(piece->sql.end, offset(end))};
    if (piece->origin == Origin::Hole) {
      const auto hole = std::ranges::lower_bound(holes_, piece->sql.begin, {},
                                                 [](const Hole& each) { return each.sql.begin; });
      if (kept == piece->sql && hole != holes_.end()) {
        const std::uint32_t at = offset(cut.bytes_.size());
        cut.append(slice(bytes_, kept), piece->host, piece->origin);
        cut.holes_.push_back(*hole);
        cut.holes_.back().sql = {at, offset(cut.bytes_.size())};
      }
      continue;
    }
    Span host = piece->host;
    if (piece->origin == Origin::Verbatim) {
      host.end = host.begin + (kept.end - piece->sql.begin);
      host.begin += kept.begin - piece->sql.begin;
    }
    cut.append(slice(bytes_, kept), host, piece->origin);
  }
  return cut;
}

Text Text::seen_at(Span place) const {
  Text seen = *this;
  for (SourceMap::Piece& piece : seen.pieces_) {
    piece.host = place;
    if (piece.origin == Origin::Verbatim) piece.origin = Origin::Decoded;
  }
  return seen;
}

const Text* Value::constant() const {
  const bool is_one = kind == Kind::Text && texts.size() == 1 && !is_open && texts.front().is_constant();
  return is_one ? &texts.front() : nullptr;
}

void add_item(Value& list, Value item) {
  if (most_values < list.weight + item.weight) {
    list.is_open = true;
    return;
  }
  list.weight += item.weight;
  list.items.push_back(std::move(item));
}

Value text_value(Text text) {
  Value value;
  value.kind = Value::Kind::Text;
  value.texts.push_back(std::move(text));
  return value;
}

Value unknown_value(std::string path) {
  Value value;
  value.path = std::move(path);
  return value;
}

const Value* entry_of(const Value& map, std::string_view key) {
  const Value* last = nullptr;  // of two equal keys the later one counts
  for (const auto& [name, value] : map.entries) {
    if (name == key) last = &value;
  }
  return last;
}

Value any_of(const Value& map) {
  Value any = map.entries.front().second;
  for (const auto& [name, value] : map.entries) {
    if (any.is_open && any.texts.size() == most_variants) break;
    any = either(any, value);
  }
  return any;
}

namespace {

/// Each is one text: the first ones of them.
Value any_text_of(std::span<const Value* const> items, const Expression& axis) {
  Value any = *items.front();
  if (items.size() == 1) return any;
  any = text_value(items.front()->texts.front());
  any.is_foreign = items.front()->is_foreign;
  for (const Value* item : items.subspan(1)) {
    any.is_foreign = any.is_foreign || item->is_foreign;
    if (any.texts.size() < most_variants) {
      any.texts.push_back(item->texts.front());
    } else {
      any.is_open = true;
    }
  }
  any.axis = &axis;
  return any;
}

/// Of lists of one length, or maps of the same names: member by member.
std::optional<Value> any_whole_of(std::span<const Value* const> items, const Expression& axis) {
  const Value& first = *items.front();
  const bool is_map = first.kind == Value::Kind::Map;
  if (!is_map && first.kind != Value::Kind::List) return std::nullopt;
  const auto is_alike = [&](const Value* item) {
    if (item->kind != first.kind || item->is_open || item->items.size() != first.items.size()) return false;
    return std::ranges::equal(
        item->entries, first.entries, {}, [](const auto& entry) { return entry.first; },
        [](const auto& entry) { return entry.first; });
  };
  if (!std::ranges::all_of(items, is_alike)) return std::nullopt;
  Value any;
  any.kind = first.kind;
  std::vector<const Value*> members(items.size());
  for (std::size_t i = 0; i < (is_map ? first.entries.size() : first.items.size()); ++i) {
    std::ranges::transform(items, members.begin(), [&](const Value* item) {
      return is_map ? &item->entries[i].second : &item->items[i];
    });
    Value member = any_of(members, axis);
    any.weight += member.weight;
    if (is_map) {
      any.entries.emplace_back(first.entries[i].first, std::move(member));
    } else {
      any.items.push_back(std::move(member));
    }
  }
  return any;
}

}  // namespace

Value any_of(std::span<const Value* const> items, const Expression& axis) {
  const auto is_one_text = [](const Value* item) {
    return item != nullptr && item->is_text() && item->texts.size() == 1 && !item->is_open;
  };
  if (std::ranges::all_of(items, is_one_text)) return any_text_of(items, axis);
  const bool is_known = std::ranges::none_of(items, [](const Value* item) { return item == nullptr; });
  if (is_known && 1 < items.size()) {
    if (std::optional<Value> any = any_whole_of(items, axis)) return *std::move(any);
  }
  Value any = items.front() == nullptr ? Value{} : *items.front();
  for (const Value* item : items.subspan(1)) any = either(any, item == nullptr ? Value{} : *item);
  return any;
}

Value keys_of(const Value& map, Span at) {
  Value keys;
  keys.kind = Value::Kind::List;
  keys.is_open = map.is_open;
  const Expression* literal = map.made_by;
  const bool is_literal = literal != nullptr && literal->kind == Expression::Kind::Map;
  std::size_t next = 0;  // the literal's keys come in the same order
  for (const auto& [key, value] : map.entries) {
    const TextPart* written = nullptr;
    for (; is_literal && written == nullptr && next < literal->operands.size(); next += 2) {
      const Expression* name = literal->operands[next];
      const bool is_it = name != nullptr && name->kind == Expression::Kind::Text && name->parts.size() == 1 &&
                         name->parts.front().inserted == nullptr && name->parts.front().bytes == key;
      if (is_it) written = &name->parts.front();
    }
    Text text;
    if (written == nullptr) text.append(key, at, SourceMap::Origin::Decoded);
    for (const SourceMap::Piece& piece :
         written == nullptr ? std::vector<SourceMap::Piece>{} : written->pieces)
      text.append(slice(written->bytes, piece.sql), piece.host, piece.origin);
    add_item(keys, text_value(std::move(text)));
  }
  return keys;
}

Value under(Value value, std::string_view condition, bool held) {
  if (!value.is_text() || condition.empty()) return value;
  const std::string line = on_one_line(condition);
  const bool is_simple = line.find(' ') == std::string::npos;
  for (Text& text : value.texts.own())
    text.depend_on(held ? line : is_simple ? "not " + line : "not (" + line + ")");
  return value;
}

Value either(const Value& left, const Value& right) {
  if (left.kind == Value::Kind::Text && right.kind == Value::Kind::Text) {
    Value both = left;
    both.is_open = left.is_open || right.is_open;
    if (left.axis != right.axis || !std::ranges::equal(left.texts, right.texts)) both.axis = nullptr;
    for (const Text& text : right.texts) {
      const auto known = std::ranges::find(both.texts, text);
      if (known != both.texts.end()) {
        const auto place = known - both.texts.begin();
        if (known->when() != text.when())
          both.texts.own()[static_cast<std::size_t>(place)].depend_on_nothing();
        continue;
      }
      if (both.texts.size() == most_variants) {
        both.is_open = true;
        break;
      }
      both.texts.push_back(text);
    }
    if (left.parameter != right.parameter || left.parameter_of != right.parameter_of) both.parameter.reset();
    if (left.made_by != right.made_by) both.made_by = nullptr;
    if (left.path != right.path) both.path.clear();
    return both;
  }
  // None stands for "no text": what is known of the other one stays known.
  for (const auto& [text, other] : {std::pair(&left, &right), std::pair(&right, &left)}) {
    if (text->kind != Value::Kind::Text) continue;
    Value open = *text;
    open.is_open = open.is_open || other->kind != Value::Kind::Nothing;
    return open;
  }
  if (left.kind == right.kind && left.path == right.path && left.kind == Value::Kind::Unknown) {
    Value same = left;
    if (left.parameter != right.parameter || left.parameter_of != right.parameter_of) same.parameter.reset();
    if (left.made_by != right.made_by) same.made_by = nullptr;
    if (left.hole != right.hole) same.hole = HoleKind::Unknown;
    return same;
  }
  if (left.kind == Value::Kind::Nothing) return right;
  if (right.kind == Value::Kind::Nothing) return left;
  if (left.kind == Value::Kind::Number && right.kind == Value::Kind::Number && left.number == right.number)
    return left;
  Value unknown;
  if (left.hole == right.hole) unknown.hole = left.hole;
  if (left.path == right.path || right.path.empty()) unknown.path = left.path;
  if (left.path.empty()) unknown.path = right.path;
  return unknown;
}

}  // namespace floodwall::host
