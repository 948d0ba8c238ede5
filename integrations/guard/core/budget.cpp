#include "integrations/guard/core/budget.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

namespace floodwall::guard {
namespace {

constexpr std::size_t longest_line = 60;

bool goes_on(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

std::string line_of(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  while (text.ends_with(';') || text.ends_with(' ')) text.pop_back();
  if (text.size() <= longest_line) return text;
  std::size_t size = longest_line;
  while (size != 0 && goes_on(text[size])) --size;
  return text.substr(0, size) + "…";
}

}  // namespace

void Budget::pass_time(Clock::time_point now, std::optional<std::chrono::minutes> period) {
  if (!period || !since_ || now < *since_ + *period) return;
  const std::uint64_t last = last_;
  *this = Budget();
  last_ = last;
}

std::uint64_t Budget::add(Clock::time_point now, std::int64_t statements, std::string what) {
  if (!since_) since_ = now;
  statements_ += statements;
  entries_.push_back({++last_, statements, 0, line_of(std::move(what))});
  if (most_entries < entries_.size()) entries_.pop_front();
  return last_;
}

Budget::Entry* Budget::entry(std::uint64_t number) {
  const auto found = std::ranges::find(entries_, number, &Entry::number);
  return found == entries_.end() ? nullptr : &*found;
}

void Budget::tell_rows(std::uint64_t number, std::int64_t rows) {
  Entry* const told = entry(number);
  rows_ += rows - (told == nullptr ? 0 : told->rows);
  if (told != nullptr) told->rows = rows;
}

void Budget::take_back(std::uint64_t number) {
  const Entry* const undone = entry(number);
  if (undone == nullptr) return;
  statements_ -= undone->statements;
  rows_ -= undone->rows;
  std::erase_if(entries_, [&](const Entry& each) { return each.number == number; });
}

std::string Budget::words() const {
  if (entries_.empty()) return "";
  std::string text = fmt::format("so far {}: ", statements_);
  if (static_cast<std::int64_t>(entries_.size()) < statements_) text += "…; ";
  for (const Entry& each : entries_) {
    if (&each != &entries_.front()) text += "; ";
    text += each.what;
    if (each.rows != 0) text += fmt::format(" ({} row{})", each.rows, each.rows == 1 ? "" : "s");
  }
  return text;
}

}  // namespace floodwall::guard
