#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

namespace floodwall {

/// What a statement needs to be defined, as `Needs` shows it.
struct Need {
  std::span<const std::uint64_t> any_of;  ///< hashes of names
  bool is_column = false;
  std::uint32_t line = 0;  ///< the first that says so, counted from 1; until then file bytes
};

/// The needs of a file. A project has hundreds of thousands, and each is small: they lie in two arrays.
class Needs {
 public:
  struct Entry {
    std::uint32_t size = 0;  ///< how many of the hashes are its own
    std::uint32_t line = 0;
    bool is_column = false;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  class Iterator {
   public:
    using value_type = Need;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    Iterator(std::span<const Entry> entries, std::span<const std::uint64_t> hashes)
        : entries_(entries), hashes_(hashes) {}
    Need operator*() const {
      return {hashes_.first(own()), entries_.front().is_column, entries_.front().line};
    }
    Iterator& operator++() {
      hashes_ = hashes_.subspan(own());
      entries_ = entries_.subspan(1);
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const { return entries_.size() == other.entries_.size(); }

   private:
    /// Facts that come from a file may be those of somebody who means harm.
    std::size_t own() const { return std::min<std::size_t>(entries_.front().size, hashes_.size()); }

    std::span<const Entry> entries_;
    std::span<const std::uint64_t> hashes_;
  };

  Iterator begin() const { return {entries_, hashes_}; }
  Iterator end() const { return {}; }
  bool empty() const { return entries_.empty(); }

  void add(const Need& need);
  void add(const Needs& more);
  /// `place` says where each stands: it takes and returns what `Need::line` holds.
  template <class Place>
  void move(Place&& place) {
    for (Entry& entry : entries_) entry.line = place(entry.line);
  }
  /// Sorts them, and keeps each once, where it stands first.
  void settle();

  friend bool operator==(const Needs&, const Needs&) = default;

  /// The two arrays, for `visit_fields`.
  template <class Self, class Fields>
  static void visit_arrays(Self& needs, Fields& fields) {
    fields("entries", needs.entries_);
    fields("hashes", needs.hashes_);
  }

 private:
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> hashes_;
};

/// The hash by which a need names a relation (`users`, `app.users`, `*.users`, whose schema is assumed, and
/// `?.users`, whose schema only the run knows), or a column of a relation of this bare name (`*`: there may
/// be any).
std::uint64_t need_of_table(std::string_view table);
std::uint64_t need_of_column(std::string_view table, std::string_view column);

}  // namespace floodwall
