#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/catalog/loss.h"
#include "analyzer/catalog/table_use.h"
#include "analyzer/engine/file_facts.h"
#include "analyzer/engine/place.h"
#include "analyzer/engine/rule_set.h"
#include "analyzer/sql/suppressions.h"

namespace floodwall {

/// Why something was not looked at or not reported. Shown on request, never counted.
struct Silence {
  Span at;  ///< file bytes
  std::string message;
};

struct RuleFinding {
  const RegisteredRule* rule;
  Finding finding;
  std::uint64_t statement_hash;  ///< of the innermost statement's tokens: what a fingerprint is made of
  bool is_alternative = false;   ///< only one of several texts that stand in the same place yields it
  std::string when = {};         ///< on what it depends that it is that text
  std::optional<std::uint32_t> run_at = {};  ///< file byte of the call that runs a text from elsewhere
  std::string said_in = {};                  ///< Diagnostic::said_in
  /// It also speaks for a finding of this rule, which would have been more severe.
  const RegisteredRule* raised_by = nullptr;
  Severity raised_to = Severity::Info;
};

/// What a text yields, in its own coordinates.
struct TextFindings {
  std::vector<RuleFinding> findings;
  std::vector<TableUse> uses;
  std::vector<Loss> losses;
  std::vector<SchemaStatement> schema;  ///< what runs up; of each `run` is 0
  Needs needs;
  bool wants_project = false;
  std::vector<Silence> silences;
  std::vector<Suppression> pending;  ///< comments that silence nothing yet, where more follows
  bool checks_database = false;      ///< a statement of it stops in a wrong database
  bool is_for_tests = false;         ///< likewise, and lets nothing but databases for tests pass
};

/// Brings all of it into the coordinates of the text that holds this one.
void lift(TextFindings& found, const SourceMap& map, Host host = Host::Plain);

/// Adds what a text has yielded to what the text that holds it does; the places are lifted already.
void add(TextFindings&& from, TextFindings& to);

}  // namespace floodwall
