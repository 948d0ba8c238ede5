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

  /// `period`: so long after the first entry all is forgotten; nothing: never.
  void pass_time(Clock::time_point now, std::optional<std::chrono::minutes> period);
  std::int64_t statements() const { return statements_; }
  std::int64_t rows() const { return rows_; }
  /// `what`: the statement, its values masked; it is named in one line. Its number, for `tell_rows` and
  /// `take_back`.
  std::uint64_t add(Clock::time_point now, std::int64_t statements, std::string what);
  void tell_rows(std::uint64_t number, std::int64_t rows);
  /// It has been undone.
  void take_back(std::uint64_t number);
  /// "so far 3: DELETE FROM a WHERE id < ? (20 rows); …": the last ones; empty if there is nothing.
  std::string words() const;

 private:
  struct Entry {
    std::uint64_t number;
    std::int64_t statements;
    std::int64_t rows;
    std::string what;
  };
  Entry* entry(std::uint64_t number);

  static constexpr std::size_t most_entries = 5;  ///< that are named

  std::int64_t statements_ = 0;
  std::int64_t rows_ = 0;
  std::optional<Clock::time_point> since_ = {};
  std::uint64_t last_ = 0;
  std::deque<Entry> entries_;
};

}  // namespace floodwall::guard
