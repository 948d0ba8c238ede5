#include "analyzer/report/rule_facts.h"

namespace floodwall {

std::string reticence_of(const RuleMeta& meta) {
  std::string text;
  if (meta.is_about_live_data) {
    text =
        "Nothing is said behind a check that lets none but a database for tests pass, nor in a test whose "
        "connection leads to one for tests or made for the occasion. In other tests ";
    text += meta.severity == Severity::Error ? "it is an info." : "nothing is said either.";
  }
  const std::string others = joined_names(meta.yields_to, "`");
  if (others.empty()) return text;
  if (!text.empty()) text += " ";
  return text +
         "Where one of these rules speaks about the same statement, it speaks for this one, too, and is no "
         "less severe: " +
         others + ".";
}

}  // namespace floodwall
