#include "analyzer/rule/rule.h"

namespace floodwall::rules {
namespace {

void check(const SyntaxError& error, RuleContext& ctx) {
  ctx.report({.at = error.at, .message = error.message});
}

}  // namespace

extern constexpr Rule syntax_error = {
    .meta = {.id = "syntax-error",
             .summary = "PostgreSQL cannot parse this statement",
             .severity = Severity::Error,
             .since = "0.1",
             .judges_spelling = true,
             .aliases = {"squawk:syntax-error"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
