#include "integrations/workspace/cache/look_keys.h"

#include <string>

#include "analyzer/base/encoding.h"
#include "analyzer/rule/analysis_settings.h"
#include "integrations/workspace/cache/facts_fields.h"

namespace floodwall {

void visit_fields(Like<ConfiguredSink> auto& sink, auto& fields) {
  auto& [callee, position, keyword] = sink;
  fields("callee", callee);
  fields("position", position);
  fields("keyword", keyword);
}

void visit_fields(Like<FrontendSettings> auto& settings, auto& fields) {
  auto& [dialect, path_for_tools, sinks, variables, semantic] = settings;
  fields("dialect", dialect);
  fields("path_for_tools", path_for_tools);
  fields("sinks", sinks);
  fields("variables", variables);
  if (semantic != nullptr) fields("semantic", *semantic);
}

void visit_fields(Like<AnalysisSettings> auto& settings, auto& fields) {
  auto& [pg_version, override_variables, assume_in_transaction, heeds_comments, believes_script] = settings;
  fields("pg_version", pg_version);
  fields("override_variables", override_variables);
  fields("assume_in_transaction", assume_in_transaction);
  fields("heeds_comments", heeds_comments);
  fields("believes_script", believes_script);
}

ContentKey key_of_facts(std::string_view text, const FrontendSettings& frontend,
                        const AnalysisSettings& analysis) {
  std::string settings;
  Encoder encoder(settings);
  encoder.put(frontend);
  encoder.put(analysis);
  return key_of(settings) + key_of(text);
}

ContentKey key_of_rules(const PathSettings& settings) {
  std::string rules;
  Encoder encoder(rules);
  for (const RegisteredRule* rule : settings.rules.rules()) encoder.put(rule->rule->meta.id);
  for (const auto& [rule, severity] : settings.severities) {
    encoder.put(rule);
    encoder.put(severity);
  }
  return key_of(rules);
}

ContentKey key_of_answers(const ProjectFacts& facts) {
  std::string answers;
  Encoder encoder(answers);
  const host::HostFacts& host = facts.host;
  encoder.put(host.language);
  encoder.put(host.wrappers);
  encoder.put(host.forwards);
  encoder.put(host.constants);
  encoder.put(host.sunk);
  encoder.put(host.guards);
  encoder.put(facts.schema.migration);
  encoder.put(facts.schema.is_test);
  encoder.put(facts.schema.schema);
  return key_of(answers);
}

ContentKey key_of_needs(const ProjectFacts& facts) { return key_of(encode(facts.schema.needs)); }

}  // namespace floodwall
