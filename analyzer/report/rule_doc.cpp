#include "analyzer/report/rule_doc.h"

#include <algorithm>
#include <iterator>

namespace floodwall {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string_view without_blank_lines(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  const std::size_t line_end = text.rfind('\n', first);
  text.remove_prefix(line_end == std::string_view::npos ? 0 : line_end + 1);
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// Number of backticks that a fence line begins with; 0 if it is none.
std::size_t fence_length(std::string_view line) {
  const std::size_t length = std::min(line.find_first_not_of('`'), line.size());
  return length >= 3 ? length : 0;
}

/// Reads line by line and keeps what belongs together.
class DocReader {
 public:
  explicit DocReader(std::string_view text) : text_(text) {}

  RuleDoc read() {
    while (at_ < text_.size()) {
      const std::size_t begin = at_;
      const std::string_view line = next_line();
      if (const std::size_t fence = fence_length(line); fence != 0) {
        end_prose(begin);
        read_block(begin, line.substr(fence), fence);
      } else if (line.starts_with("## ")) {
        end_prose(begin);
        doc_.sections.push_back({trimmed(line.substr(3)), {}});
        prose_begin_ = at_;
      } else if (line.starts_with("# ") && doc_.title.empty()) {
        end_prose(begin);
        doc_.title = trimmed(line.substr(2));
        prose_begin_ = at_;
      }
    }
    end_prose(text_.size());
    return doc_;
  }

 private:
  std::string_view next_line() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    return line;
  }

  std::vector<DocPart>& parts() {
    return doc_.sections.empty() ? doc_.lead.parts : doc_.sections.back().parts;
  }

  void end_prose(std::size_t end) {
    const std::string_view prose = without_blank_lines(text_.substr(prose_begin_, end - prose_begin_));
    if (!prose.empty()) parts().push_back({DocPart::Kind::Prose, prose, {}, {}});
    prose_begin_ = end;
  }

  void read_block(std::size_t begin, std::string_view info, std::size_t fence) {
    const std::size_t code = at_;
    std::size_t code_end = text_.size();
    while (at_ < text_.size()) {
      const std::size_t line_begin = at_;
      const std::string_view line = trimmed(next_line());
      if (fence_length(line) >= fence && line.find_first_not_of('`') == std::string_view::npos) {
        code_end = line_begin;
        break;
      }
    }
    const std::string_view whole = trimmed(text_.substr(begin, at_ - begin));
    parts().push_back({DocPart::Kind::Block, whole, trimmed(info), text_.substr(code, code_end - code)});
    prose_begin_ = at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t prose_begin_ = 0;
  RuleDoc doc_;
};

void append_parts(std::string& markdown, const std::vector<DocPart>& parts) {
  for (const DocPart& part : parts) {
    if (!markdown.empty()) markdown += "\n";
    markdown.append(part.text).append("\n");
  }
}

}  // namespace

RuleDoc rule_doc(std::string_view markdown) { return DocReader(markdown).read(); }

std::vector<DocSection> published_sections(const RuleDoc& doc) {
  std::vector<DocSection> sections;
  std::ranges::copy_if(doc.sections, std::back_inserter(sections),
                       [](const DocSection& section) { return section.heading != "Cases"; });
  return sections;
}

std::string published_prose(const RuleDoc& doc) {
  std::string markdown;
  append_parts(markdown, doc.lead.parts);
  for (const DocSection& section : published_sections(doc)) {
    if (!markdown.empty()) markdown += "\n";
    markdown.append("## ").append(section.heading).append("\n");
    append_parts(markdown, section.parts);
  }
  return markdown;
}

std::string first_paragraph(const RuleDoc& doc) {
  if (doc.lead.parts.empty() || doc.lead.parts.front().kind != DocPart::Kind::Prose) return {};
  std::string_view prose = doc.lead.parts.front().text;
  prose = prose.substr(0, prose.find("\n\n"));
  std::string line;
  for (const char byte : prose) {
    if (byte == '`' || byte == '\r') continue;
    line += byte == '\n' ? ' ' : byte;
  }
  return line;
}

}  // namespace floodwall
