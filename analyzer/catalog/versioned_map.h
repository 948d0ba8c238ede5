#pragma once
#include <atomic>
#include <compare>
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
      const auto order = key <=> node->entry->key;
      if (order == 0) return &node->entry->value;
      node = (order < 0 ? node->left : node->right).get();
    }
    return nullptr;
  }

  /// A value to be changed, which no other map has any longer; nullptr if there is none. Lives until this map
  /// is changed or copied.
  Value* own_value(const Key& key) {
    if (find(key) == nullptr) return nullptr;
    Link* link = &root_;
    for (;;) {
      Node& node = own(*link);
      const auto order = key <=> node.entry->key;
      if (order == 0) return &own(node.entry).value;
      link = order < 0 ? &node.left : &node.right;
    }
  }

  void set(const Key& key, Value value) {
    if (Value* known = own_value(key)) {
      *known = std::move(value);
      return;
    }
    ++size_;
    root_ = with(std::move(root_), std::make_shared<Entry>(Entry{key, std::move(value), Hash()(key)}));
  }

  void erase(const Key& key) {
    if (find(key) == nullptr) return;
    --size_;
    root_ = without(std::move(root_), key);
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
      visit(node->entry->key, node->entry->value);
      node = node->right.get();
    }
  }

 private:
  /// What does not change when the tree does.
  struct Entry {
    Key key;
    Value value;
    std::size_t priority;
  };
  using EntryLink = std::shared_ptr<Entry>;
  struct Node;
  using Link = std::shared_ptr<Node>;
  struct Node {
    EntryLink entry;
    Link left;
    Link right;
  };

  /// What a link leads to, to be changed: a copy, unless no other map has it.
  template <class Target>
  static Target& own(std::shared_ptr<Target>& link) {
    if (link.use_count() == 1) {
      std::atomic_thread_fence(std::memory_order_acquire);  // with the last other owner's release
    } else {
      link = std::make_shared<Target>(*link);
    }
    return *link;
  }

  /// With an entry whose key is not there.
  static Link with(Link link, EntryLink entry) {
    if (link == nullptr) return std::make_shared<Node>(Node{std::move(entry), nullptr, nullptr});
    Node& node = own(link);
    if (entry->key < node.entry->key) {
      node.left = with(std::move(node.left), std::move(entry));
      if (node.left->entry->priority <= node.entry->priority) return link;
      Link above = std::move(node.left);  // nobody else's: it was changed
      node.left = std::move(above->right);
      above->right = std::move(link);
      return above;
    }
    node.right = with(std::move(node.right), std::move(entry));
    if (node.right->entry->priority <= node.entry->priority) return link;
    Link above = std::move(node.right);
    node.right = std::move(above->left);
    above->left = std::move(link);
    return above;
  }

  static Link without(Link link, const Key& key) {
    if (link == nullptr) return nullptr;
    Node& node = own(link);
    const auto order = key <=> node.entry->key;
    if (order < 0) {
      node.left = without(std::move(node.left), key);
    } else if (0 < order) {
      node.right = without(std::move(node.right), key);
    } else {
      return merged(std::move(node.left), std::move(node.right));
    }
    return link;
  }

  static Link merged(Link left, Link right) {
    if (left == nullptr) return right;
    if (right == nullptr) return left;
    if (right->entry->priority < left->entry->priority) {
      Node& above = own(left);
      above.right = merged(std::move(above.right), std::move(right));
      return left;
    }
    Node& above = own(right);
    above.left = merged(std::move(left), std::move(above.left));
    return right;
  }

  Link root_;
  std::size_t size_ = 0;
};

}  // namespace floodwall
