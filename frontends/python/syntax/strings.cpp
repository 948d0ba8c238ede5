#include "frontends/python/syntax/converter.h"

#include <cstdint>
#include <utility>

#include "frontends/python/literals.h"

namespace floodwall::python {

using host::Expression;
using host::TextPart;

void Converter::add_string(TSNode node, Expression& into, int depth) {
  StringPrefix prefix;
  Span content = span(node);
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) == Node::StringStart) {
      prefix = prefix_of(word(each));
      content.begin = ts_node_end_byte(each);
    } else if (g_.kind(each) == Node::StringEnd) {
      content.end = ts_node_start_byte(each);
    }
  });
  into.is_raw_template = into.is_raw_template || prefix.is_template;
  std::uint32_t done = content.begin;
  const auto bytes_until = [&](std::uint32_t end) {
    if (end <= done) return;
    DecodedBytes decoded = decode(text_, {done, end}, prefix);
    into.parts.push_back(
        {.bytes = std::move(decoded.bytes), .pieces = std::move(decoded.pieces), .at = {done, end}});
  };
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) != Node::Interpolation) return;
    bytes_until(ts_node_start_byte(each));
    done = ts_node_end_byte(each);
    TextPart part{.at = span(each)};
    std::uint32_t end = 0;
    for (const TSNode inner : children(each)) {
      if (part.inserted == nullptr) {
        part.inserted = expression(inner, depth + 1);
        end = ts_node_end_byte(inner);
      }
    }
    if (part.inserted == nullptr) part.inserted = &add(Expression::Kind::Opaque, each);
    if (end != 0 && end < part.at.end) {
      part.format = slice(text_, {end, part.at.end - 1});
      while (part.format.starts_with(' ')) part.format.remove_prefix(1);
    }
    into.parts.push_back(std::move(part));
  });
  bytes_until(content.end);
}

const Expression* Converter::string(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Text, node);
  if (g_.kind(node) == Node::String) {
    add_string(node, made, depth);
  } else {
    each_child(node, [&](TSNode each, TSFieldId) {
      if (g_.kind(each) == Node::String) add_string(each, made, depth);
    });
  }
  return &made;
}

}  // namespace floodwall::python
