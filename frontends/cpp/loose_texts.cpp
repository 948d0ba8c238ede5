#include "frontends/cpp/loose_texts.h"

#include <cstddef>
#include <string_view>
#include <vector>

#include "analyzer/text/line_index.h"
#include "frontends/cpp/marks.h"
#include "frontends/host_values/signs.h"

namespace floodwall::cpp {

using host::Evidence;
using host::Expression;

void add_loose_texts(const host::Program& program, host::Flow& flow, const std::set<const Expression*>& told,
                     bool is_foreign, host::FoundTexts& texts) {
  const bool may_be_marked = host::holds(program.text, "sql") || host::holds(program.text, "SQL");
  const LineIndex lines(may_be_marked ? program.text : std::string_view());
  const std::set<std::size_t> marked = may_be_marked ? marked_lines(program, lines) : std::set<std::size_t>();
  std::vector<std::size_t> ignored;
  for (const Expression& expression : program.expressions()) {
    if (expression.kind != Expression::Kind::Text || expression.parts.empty()) continue;
    const host::TextPart& first = expression.parts.front();
    const std::size_t line = marked.empty() ? 0 : lines.line_of(expression.at.begin);
    const bool is_marked =
        !marked.empty() && (marked.contains(line) || (0 < line && marked.contains(line - 1)));
    const bool is_candidate = first.inserted == nullptr && host::looks_like_sql(first.bytes, Evidence::Verb);
    if (!is_marked && (!is_candidate || told.contains(&expression) || is_foreign)) continue;
    if (first.inserted == nullptr && first.bytes == "sql") continue;  // the attribute's own
    if (texts.is_covered(expression.at)) continue;
    texts.add(flow.value_of(expression),
              {.api = is_marked ? "// language=SQL" : "",
               .certainty = is_marked ? Certainty::Postgres : Certainty::Shape,
               .evidence = is_marked ? Evidence::Verb : Evidence::Shape},
              ignored);
  }
}

}  // namespace floodwall::cpp
