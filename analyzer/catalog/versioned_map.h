#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace floodwall {

/// A sorted map whose copies are cheap and independent: a change copies the path to what changes and shares
/// the rest. Copying takes constant time, `set` and `erase` O(log n). A treap whose priorities are hashes of
/// the keys, so that equal content has equal shape. Copies may be read on several threads.
template <class Key, class Value, class Hash = std::hash<Key>>
class VersionedMap {
 public:
  /// nullptr if there is none. Lives until this map is changed or gone; longer if a copy holds it.
  template <class Wanted>
  const Value* find(const Wanted& key) const {
    const Node* node = root_.get();
    while (node != nullptr) {
      if (key < node->key) {
        node = node->left.get();
      } else if (node->key < key) {
        node = node->right.get();
      } else {
        return &node->value;
      }
    }
    return nullptr;
  }

  void set(const Key& key, Value value) {
    if (find(key) == nullptr) ++size_;
    root_ = with(root_, key, std::move(value), Hash()(key));
  }

  void erase(const Key& key) {
    if (find(key) == nullptr) return;
    --size_;
    root_ = without(root_, key);
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Whether both are copies of one version: a quick "nothing has changed"; false may be said of equal maps.
  bool is_same_version(const VersionedMap& other) const { return root_ == other.root_; }

  /// Calls `visit(key, value)` in the order of the keys.
  template <class Visit>
  void for_each(Visit visit) const {
    std::vector<const Node*> path;
    const Node* node = root_.get();
    while (node != nullptr || !path.empty()) {
      for (; node != nullptr; node = node->left.get()) path.push_back(node);
      node = path.back();
      path.pop_back();
      visit(node->key, node->value);
      node = node->right.get();
    }
  }

 private:
  struct Node;
  using Link = std::shared_ptr<const Node>;
  struct Node {
    Key key;
    Value value;
    std::size_t priority;
    Link left;
    Link right;
  };

  static Link make(const Node& from, Link left, Link right) {
    return std::make_shared<const Node>(
        Node{from.key, from.value, from.priority, std::move(left), std::move(right)});
  }

  static Link with(const Link& node, const Key& key, Value value, std::size_t priority) {
    if (node == nullptr) {
      return std::make_shared<const Node>(Node{key, std::move(value), priority, nullptr, nullptr});
    }
    if (key < node->key) {
      const Link child = with(node->left, key, std::move(value), priority);
      if (child->priority <= node->priority) return make(*node, child, node->right);
      return make(*child, child->left, make(*node, child->right, node->right));
    }
    if (node->key < key) {
      const Link child = with(node->right, key, std::move(value), priority);
      if (child->priority <= node->priority) return make(*node, node->left, child);
      return make(*child, make(*node, node->left, child->left), child->right);
    }
    return std::make_shared<const Node>(Node{key, std::move(value), node->priority, node->left, node->right});
  }

  static Link without(const Link& node, const Key& key) {
    if (node == nullptr) return nullptr;
    if (key < node->key) return make(*node, without(node->left, key), node->right);
    if (node->key < key) return make(*node, node->left, without(node->right, key));
    return merged(node->left, node->right);
  }

  static Link merged(const Link& left, const Link& right) {
    if (left == nullptr) return right;
    if (right == nullptr) return left;
    if (right->priority < left->priority) return make(*left, left->left, merged(left->right, right));
    return make(*right, merged(left, right->left), right->right);
  }

  Link root_;
  std::size_t size_ = 0;
};

}  // namespace floodwall
