#include "analyzer/report/explain.h"

#include <fmt/format.h>

#include "analyzer/report/rule_doc.h"
#include "analyzer/report/rule_facts.h"
#include "analyzer/report/rule_link.h"

namespace floodwall {
namespace {

void append_indented(std::string& out, std::string_view code) {
  while (!code.empty()) {
    const std::size_t end = code.find('\n');
    const std::string_view line = code.substr(0, end);
    if (!line.empty()) out.append("    ").append(line);
    out += "\n";
    code.remove_prefix(end == std::string_view::npos ? code.size() : end + 1);
  }
}

void append_section(std::string& out, const DocSection& section) {
  if (!section.heading.empty()) {
    out += fmt::format("\n{}\n{:-<{}}\n", section.heading, "", section.heading.size());
  }
  for (const DocPart& part : section.parts) {
    out += "\n";
    if (part.kind == DocPart::Kind::Block) {
      append_indented(out, part.code);
    } else {
      out.append(part.text).append("\n");
    }
  }
}

}  // namespace

std::string explain(const RegisteredRule& rule) {
  const RuleMeta& meta = rule.rule->meta;
  std::string out = fmt::format("{}\n{:=<{}}\n\n{}.\n\n", meta.id, "", meta.id.size(), meta.summary);
  const auto add_fact = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += fmt::format("  {:<10}{}\n", name, value);
  };
  add_fact("severity", name_of(meta.severity));
  add_fact("default", meta.on_by_default ? "on" : "off");
  add_fact("fix", name_of(meta.fix));
  add_fact("since", meta.since);
  add_fact("formerly", joined_names(meta.formerly));
  add_fact("aliases", joined_names(meta.aliases));
  add_fact("page", rule_page(meta.id));

  const RuleDoc doc = rule_doc(rule.doc);
  append_section(out, doc.lead);
  if (const std::string reticence = reticence_of(meta); !reticence.empty())
    out.append("\n").append(reticence).append("\n");
  for (const DocSection& section : published_sections(doc)) append_section(out, section);
  return out;
}

}  // namespace floodwall
