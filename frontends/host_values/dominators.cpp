#include "frontends/host_values/dominators.h"

#include <utility>

namespace floodwall::host {

void Dominators::push(Dominator::Kind kind, const Expression* expression, std::string path) {
  const std::size_t depth = latest_ == nullptr ? 1 : latest_->depth + 1;
  latest_ = &all_.emplace_back(Dominator{kind, expression, std::move(path), latest_, depth});
}

const Dominator* Dominators::common(const Dominator* left, const Dominator* right) {
  while (left != right) {
    const std::size_t left_depth = left == nullptr ? 0 : left->depth;
    const std::size_t right_depth = right == nullptr ? 0 : right->depth;
    if (right_depth <= left_depth) left = left->before;
    if (left_depth <= right_depth) right = right->before;
  }
  return left;
}

}  // namespace floodwall::host
