#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "analyzer/sql/nodes.h"

namespace floodwall::guard {

/// A text with its numbers and strings made the same ones: programs that put values into their SQL send ever
/// new texts, but few shapes.
class LiteralShape {
 public:
  /// Empty where a byte of it would have to be understood to know where literals are, and for long texts.
  explicit LiteralShape(std::string_view sql);
  LiteralShape(const LiteralShape&) = delete;
  LiteralShape& operator=(const LiteralShape&) = delete;

  std::string_view text() const { return {text_, size_}; }
  bool is_empty() const { return size_ == 0; }
  std::size_t literals() const { return literals_; }

 private:
  static constexpr std::size_t longest = 1024;  // bytes

  char text_[longest];
  std::size_t size_ = 0;
  std::size_t literals_ = 0;
};

/// How many literals of an UPDATE or DELETE no rule looks at, whatever stands in their place: values that are
/// assigned, and what a column is compared with. If these are all, what is found holds for the whole shape.
std::size_t indifferent_literals(const Node& statement);

}  // namespace floodwall::guard
