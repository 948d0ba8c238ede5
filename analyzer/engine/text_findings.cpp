#include "analyzer/engine/text_findings.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace floodwall {

void lift(TextFindings& found, const SourceMap& map, Host host) {
  for (RuleFinding& finding : found.findings) finding.finding = lift(std::move(finding.finding), map, host);
  for (Silence& silence : found.silences) silence.at = map.locate(silence.at);
  for (TableUse& use : found.uses) use.at = map.locate(use.at);
  for (Loss& loss : found.losses) loss.at = map.locate(loss.at);
  for (SchemaStatement& fact : found.schema) fact.at = map.locate(fact.at);
  found.needs.move([&](std::uint32_t at) { return map.locate({at, at}).begin; });
}

void add(TextFindings&& from, TextFindings& to) {
  std::ranges::move(from.findings, std::back_inserter(to.findings));
  std::ranges::move(from.silences, std::back_inserter(to.silences));
  std::ranges::move(from.pending, std::back_inserter(to.pending));
  std::ranges::move(from.uses, std::back_inserter(to.uses));
  std::ranges::move(from.losses, std::back_inserter(to.losses));
  std::ranges::move(from.schema, std::back_inserter(to.schema));
  to.needs.add(from.needs);
  to.wants_project = to.wants_project || from.wants_project;
}

}  // namespace floodwall
