#include "analyzer/text/line_index.h"

#include <algorithm>
#include <iterator>

#include "analyzer/text/utf8.h"

namespace floodwall {
namespace {

constexpr std::uint32_t checkpoint_distance = 1024;  ///< bytes

}  // namespace

constexpr std::size_t usual_line = 24;  // bytes, the shorter ones

LineIndex::LineIndex(std::string_view text) : text_(text), starts_{0} {
  starts_.reserve(text.size() / usual_line + 2);
  for (std::size_t at = 0; at < text.size(); ++at) {  // find_first_of is many times slower
    if (text[at] != '\n' && text[at] != '\r') continue;
    if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') ++at;
    starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
  for (std::uint32_t i = 0; i < line_count(); ++i) {
    const Span line = this->line(i);
    if (line.size() <= checkpoint_distance) continue;
    std::uint32_t next = line.begin + checkpoint_distance;
    std::uint32_t code_points = 0;
    for (std::uint32_t at = line.begin; at < line.end; at += code_point_at(text, at).size, ++code_points) {
      if (at < next) continue;
      checkpoints_.push_back({at, code_points});
      next = at + checkpoint_distance;
    }
  }
}

std::uint32_t LineIndex::line_of(std::uint32_t offset) const {
  const auto after = std::ranges::upper_bound(starts_, offset);
  return static_cast<std::uint32_t>(after - starts_.begin() - 1);
}

Span LineIndex::line(std::uint32_t line) const {
  if (line >= starts_.size())
    return {static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(text_.size())};
  const std::uint32_t begin = starts_[line];
  std::uint32_t end =
      line + 1 < starts_.size() ? starts_[line + 1] : static_cast<std::uint32_t>(text_.size());
  while (begin < end && (text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
  return {begin, end};
}

LineColumn LineIndex::at(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const std::uint32_t line = line_of(offset);
  Checkpoint from = {starts_[line], 0};
  const auto after = std::ranges::upper_bound(checkpoints_, offset, {}, &Checkpoint::offset);
  if (after != checkpoints_.begin() && from.offset < std::prev(after)->offset) from = *std::prev(after);
  std::uint32_t code_points = from.code_points;
  for (std::uint32_t at = from.offset; at < offset; at += code_point_at(text_, at).size) ++code_points;
  return {line + 1, code_points + 1};
}

}  // namespace floodwall
