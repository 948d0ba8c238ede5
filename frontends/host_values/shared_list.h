#pragma once
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

namespace floodwall::host {

/// A vector whose copies share their elements until one of them is changed. Copies may go to other threads
/// only if nobody changes any of them.
template <class T>
class SharedList {
 public:
  SharedList() = default;
  SharedList(std::initializer_list<T> elements) : elements_(std::make_shared<std::vector<T>>(elements)) {}
  SharedList(std::vector<T> elements) : elements_(std::make_shared<std::vector<T>>(std::move(elements))) {}

  bool empty() const { return size() == 0; }
  std::size_t size() const { return elements_ == nullptr ? 0 : elements_->size(); }
  const T* begin() const { return elements_ == nullptr ? nullptr : elements_->data(); }
  const T* end() const { return begin() + size(); }
  const T& operator[](std::size_t i) const { return (*elements_)[i]; }
  const T& front() const { return elements_->front(); }
  const T& back() const { return elements_->back(); }

  /// The elements to be changed: nobody else's from now on.
  std::vector<T>& own() {
    if (elements_ == nullptr) {
      elements_ = std::make_shared<std::vector<T>>();
    } else if (elements_.use_count() != 1) {
      elements_ = std::make_shared<std::vector<T>>(*elements_);
    }
    return *elements_;
  }
  void push_back(T element) { own().push_back(std::move(element)); }
  template <class... Arguments>
  void emplace_back(Arguments&&... arguments) {
    own().emplace_back(std::forward<Arguments>(arguments)...);
  }

 private:
  std::shared_ptr<std::vector<T>> elements_;
};

}  // namespace floodwall::host
