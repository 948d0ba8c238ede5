#include <algorithm>

#include "analyzer/rule/rule.h"
#include "analyzer/text/utf8.h"

namespace floodwall::rules {
namespace {

constexpr std::size_t longest = 63;  // bytes: NAMEDATALEN - 1

/// As PostgreSQL cuts a name (truncate_identifier, pg_mbcliplen): at most 63 bytes of whole characters, whose
/// length their first byte alone tells (pg_utf_mblen), so that invalid UTF-8 is cut somewhere, too.
std::string_view cut(std::string_view name) {
  std::size_t size = 0;
  while (size < name.size()) {
    const std::size_t length = length_by_lead_byte(name[size]);
    if (longest < size + length) break;
    size += length;
  }
  return name.substr(0, std::min(size, name.size()));
}

void check(const Script& script, RuleContext& ctx) {
  for (const Span at : script.long_identifiers) {
    const std::string_view written = ctx.text(at);
    if (written.starts_with("U&") || written.starts_with("u&")) continue;  // escapes: shorter than it looks
    const std::string name = identifier_of(written);
    if (name.size() <= longest) continue;
    const std::string kept(cut(name));
    Finding finding{.at = at,
                    .message = "this name has " + std::to_string(name.size()) + " bytes; PostgreSQL keeps " +
                               std::to_string(kept.size()) + " of them: " + quoted_identifier(kept)};
    const bool is_quoted = written.starts_with('"');
    if (!is_quoted || kept.find('"') == std::string::npos) {
      finding.fix = Fix::safe("write the name that PostgreSQL stores",
                              {replace(at, is_quoted ? '"' + kept + '"' : std::string(cut(written)))});
    }
    ctx.report(std::move(finding));
  }
}

}  // namespace

extern constexpr Rule identifier_too_long = {
    .meta = {.id = "identifier-too-long",
             .summary = "A name of more than 63 bytes is cut without an error",
             .severity = Severity::Warning,
             .fix = FixOffer::Sometimes,
             .since = "0.1",
             .judges_spelling = true,
             .aliases = {"squawk:identifier-too-long"}},
    .trigger = on<check>,
};

}  // namespace floodwall::rules
