#pragma once
#include <span>
#include <vector>

#include "analyzer/sql/nodes.h"

namespace floodwall {

/// Pushes what hangs directly below `node` (its node fields, or its elements if it is a List), last child
/// first, so that a stack yields the children in their written order.
void push_children(const Node& node, std::vector<const Node*>& stack);

/// Calls `visit(node)` for `root` and everything below it, parents first, in the order of the fields.
/// Uses a stack of its own: an expression of 200,000 nested terms parses fine and would overflow a recursive
/// walk. Lists are not visited, their elements are. `stack` is scratch space, so that a caller may keep its
/// memory.
template <class Visit>
void walk(const Node* root, std::vector<const Node*>& stack, Visit visit) {
  stack.clear();
  if (root != nullptr) stack.push_back(root);
  while (!stack.empty()) {
    const Node* node = stack.back();
    stack.pop_back();
    if (node->type != T_List) visit(*node);
    push_children(*node, stack);
  }
}

}  // namespace floodwall
