#include "analyzer/sql/walk.h"

#include <array>
#include <cstdint>

namespace floodwall {
namespace {

struct Child {
  NodeTag parent;
  std::uint16_t offset;  ///< of the field within the parent, in bytes
};

constexpr Child children[] = {
#define FLOODWALL_CHILD(node, field) {T_##node, static_cast<std::uint16_t>(offsetof(node, field))},
#include "node_children.inc"
#undef FLOODWALL_CHILD
};

struct ChildRange {
  std::uint16_t begin = 0;
  std::uint16_t end = 0;
};

constexpr std::size_t tag_count = [] {
  std::size_t count = 0;
  for (const Child& child : children) count = std::max<std::size_t>(count, child.parent + 1);
  return count;
}();

/// By NodeTag: where its entries in `children` stand. The generated list has all fields of one node together.
constexpr auto child_ranges = [] {
  std::array<ChildRange, tag_count> ranges{};
  for (std::uint16_t i = 0; i < std::size(children); ++i) {
    ChildRange& range = ranges[children[i].parent];
    if (range.end == 0) range.begin = i;
    range.end = i + 1;
  }
  return ranges;
}();

}  // namespace

void push_children(const Node& node, std::vector<const Node*>& stack) {
  if (node.type == T_List) {
    const auto& list = reinterpret_cast<const List&>(node);
    for (int i = list.length - 1; 0 <= i; --i) {
      if (const void* element = list.elements[i].ptr_value)
        stack.push_back(static_cast<const Node*>(element));
    }
    return;
  }
  const std::size_t tag = node.type;
  if (tag_count <= tag) return;
  const ChildRange range = child_ranges[tag];
  for (std::size_t i = range.end; range.begin < i; --i) {
    const char* field = reinterpret_cast<const char*>(&node) + children[i - 1].offset;
    if (const Node* child = *reinterpret_cast<const Node* const*>(field)) stack.push_back(child);
  }
}

}  // namespace floodwall
