#include "analyzer/text/line_index.h"

#include <algorithm>

namespace floodwall {
namespace {

bool continues_a_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

LineIndex::LineIndex(std::string_view text) : text_(text), starts_{0} {
  for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos;
       at = text.find_first_of("\r\n", at)) {
    at += text.substr(at).starts_with("\r\n") ? 2 : 1;
    starts_.push_back(static_cast<std::uint32_t>(at));
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
  const std::string_view before = text_.substr(starts_[line], offset - starts_[line]);
  const auto trailing = std::ranges::count_if(before, continues_a_code_point);
  return {line + 1, static_cast<std::uint32_t>(before.size() - static_cast<std::size_t>(trailing)) + 1};
}

std::uint32_t LineIndex::utf16_column(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const std::uint32_t begin = starts_[line_of(offset)];
  std::uint32_t units = 0;
  for (std::uint32_t i = begin; i < offset; ++i) {
    if (continues_a_code_point(text_[i])) continue;
    units += static_cast<unsigned char>(text_[i]) >= 0xF0 ? 2 : 1;
  }
  return units;
}

}  // namespace floodwall
