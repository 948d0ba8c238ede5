#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall {

/// A fenced code block of Markdown.
struct Fence {
  std::string language;     ///< the first word of the info string, in lower case: "sql"
  std::vector<Span> lines;  ///< of the code, with their line breaks, without quote marks and indentation
};

struct MarkdownCode {
  std::vector<Fence> fences;
  std::vector<Span> comments;  ///< the insides of HTML comments
};

/// The fenced blocks of a Markdown text (CommonMark 0.31, "Fenced code blocks", also in block quotes and list
/// items) and its HTML comments. A block that nobody closes goes to the end of what holds it.
MarkdownCode markdown_code(std::string_view text);

}  // namespace floodwall
