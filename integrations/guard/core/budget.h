#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace floodwall::guard {

/// What a session has removed or changed so far, for limits on all of it together. Of one session.
class Budget {
 public:
  using Clock = std::chrono::steady_clock;

  /// What one text has taken of it.
  struct Share {
    std::uint64_t number = 0;
    std::int64_t statements = 0;
    std::int64_t rows = 0;
  };

  /// `period`: so long after the first entry all is forgotten; nothing: never.
  void pass_time(Clock::time_point now, std::optional<std::chrono::minutes> period);
  std::int64_t statements() const { return statements_; }
  std::int64_t rows() const { return rows_; }
  void begin_anew();
  /// `what`: the statement, its values masked; it is named in one line.
  Share add(Clock::time_point now, std::int64_t statements, std::string what);
  void tell_rows(Share& share, std::int64_t rows);
  /// It has been undone.
  void take_back(const Share& share);
  /// "so far 3: DELETE FROM a WHERE id < ? (20 rows); …": the last ones; empty if there is nothing.
  std::string words_of_statements() const;
  /// "so far 20 rows: DELETE FROM a WHERE id < ? (20 rows)".
  std::string words_of_rows() const;

 private:
  struct Entry {
    Share share;
    std::string what;
  };
  Entry* entry(const Share& share);
  /// Not of one that has been begun anew since.
  bool holds(const Share& share) const { return first_ < share.number && share.number <= last_; }
  std::string list() const;

  static constexpr std::size_t most_entries = 5;  ///< that are named

  std::int64_t statements_ = 0;
  std::int64_t rows_ = 0;
  std::optional<Clock::time_point> since_ = {};
  std::uint64_t first_ = 0;  ///< the share before the first one
  std::uint64_t last_ = 0;
  bool is_cut_ = false;  ///< not all are named
  std::deque<Entry> entries_;
};

}  // namespace floodwall::guard
