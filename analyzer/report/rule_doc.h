#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace floodwall {

/// A run of prose or one fenced block of a rule's page.
struct DocPart {
  enum class Kind : std::uint8_t { Prose, Block };
  Kind kind = Kind::Prose;
  std::string_view text;  ///< as written, fences included, without blank lines around it
  std::string_view info;  ///< of a block: "sql", "sql fixed", "python", "schema"; empty for prose
  std::string_view code;  ///< of a block: what stands between the fences, line end included
};

struct DocSection {
  std::string_view heading;  ///< empty for the lead
  std::vector<DocPart> parts;
};

/// A rule's .md, taken apart. Points into the text it was made from.
struct RuleDoc {
  std::string_view title;            ///< the `# ` heading
  DocSection lead;                   ///< what stands before the first `## `
  std::vector<DocSection> sections;  ///< one for each `## `, in order, Cases included
};

/// Never fails: what is missing is empty. Headings inside fenced blocks are code.
RuleDoc rule_doc(std::string_view markdown);

/// What readers get: the sections without Cases, which are the rule's tests.
std::vector<DocSection> published_sections(const RuleDoc& doc);
/// Lead and published sections as Markdown, without the title.
std::string published_prose(const RuleDoc& doc);
/// The first paragraph of the lead in one line of plain text; empty if there is none.
std::string first_paragraph(const RuleDoc& doc);

}  // namespace floodwall
