#include "integrations/guard/core/budget.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "analyzer/text/utf8.h"

namespace floodwall::guard {
namespace {

constexpr std::size_t longest_line = 60;

std::string line_of(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  while (text.ends_with(';') || text.ends_with(' ')) text.pop_back();
  if (text.size() <= longest_line) return text;
  return std::string(clipped(text, longest_line)) + "…";
}

}  // namespace

void Budget::pass_time(Clock::time_point now, std::optional<std::chrono::minutes> period) {
  if (period && since_ && *since_ + *period <= now) begin_anew();
}

void Budget::begin_anew() {
  const std::uint64_t last = last_;
  *this = Budget();
  first_ = last_ = last;
}

Budget::Share Budget::add(Clock::time_point now, std::int64_t statements, std::string what) {
  if (!since_) since_ = now;
  statements_ += statements;
  const Share share{.number = ++last_, .statements = statements};
  entries_.push_back({share, line_of(std::move(what))});
  is_cut_ = is_cut_ || most_entries < entries_.size();
  if (most_entries < entries_.size()) entries_.pop_front();
  return share;
}

Budget::Entry* Budget::entry(const Share& share) {
  const auto is_same = [&](const Entry& each) { return each.share.number == share.number; };
  const auto found = std::ranges::find_if(entries_, is_same);
  return found == entries_.end() ? nullptr : &*found;
}

void Budget::tell_rows(Share& share, std::int64_t rows) {
  if (!holds(share)) return;
  rows_ += rows - share.rows;
  share.rows = rows;
  if (Entry* const told = entry(share)) told->share = share;
}

void Budget::take_back(const Share& share) {
  if (!holds(share)) return;
  statements_ -= share.statements;
  rows_ -= share.rows;
  std::erase_if(entries_, [&](const Entry& each) { return each.share.number == share.number; });
}

std::string Budget::words_of_statements() const {
  return entries_.empty() ? "" : fmt::format("so far {}: {}", statements_, list());
}

std::string Budget::words_of_rows() const {
  return entries_.empty() ? "" : fmt::format("so far {} row{}: {}", rows_, rows_ == 1 ? "" : "s", list());
}

std::string Budget::list() const {
  std::string text = is_cut_ ? "…; " : "";
  for (const Entry& each : entries_) {
    if (&each != &entries_.front()) text += "; ";
    text += each.what;
    const std::int64_t rows = each.share.rows;
    if (rows != 0) text += fmt::format(" ({} row{})", rows, rows == 1 ? "" : "s");
  }
  return text;
}

}  // namespace floodwall::guard
