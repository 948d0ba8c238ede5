#pragma once
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "frontends/host_values/program.h"
#include "frontends/host_values/value.h"

/// Putting values into texts: what host languages write as "…{}…".format(x), "…%s…" % x, a + b, ",".join(x).
namespace floodwall::host {

/// A value to be put in, and the place that it is then seen at.
struct Inserted {
  Value value;
  Span at;                   ///< file bytes
  std::string_view written;  ///< as the user wrote it
};

/// `left` and then `right`, in every combination up to most_variants; what is no text becomes a hole.
Value joined(const Value& left, const Inserted& right);
/// Appends `inserted` to each of the texts of `so_far`, seen where it is put in. `kind` is what a hole will
/// be if the value does not say.
Value with_inserted(Value so_far, const Inserted& inserted, HoleKind kind = HoleKind::Unknown);

/// Arguments of a formatting call, by position or name; nullopt if there is none that is known.
using FormatArgument = std::function<std::optional<Inserted>(std::string_view name, std::size_t position)>;

/// Replacement fields in braces: {} {0} {name} {name.attr!r:>10}, {{ and }} (Python's str.format, fmt,
/// C++20).
Value brace_format(const Value& pattern, const FormatArgument& argument);
/// Conversions: %s %d %(name)s %-10.3f, %% (Python's %, printf).
Value percent_format(const Value& pattern, const FormatArgument& argument);

/// `separator`.join(`items`): nullopt if the items are not known.
std::optional<Value> join(const Value& separator, const Value& items, const Inserted& whole);

/// Calls `change` for each of the texts.
Value each_text(const Value& value, const std::function<Text(const Text&)>& change);

/// Without white space (or any of `characters`) at the ends; like Python's strip.
Text stripped(const Text& text, bool begin, bool end, std::string_view characters = " \t\n\r\f\v");
/// Every `from` outside of holes replaced by `to`.
Text replaced(const Text& text, std::string_view from, const Text& to);
/// Without the white space that all lines begin with (Python's textwrap.dedent).
Text dedented(const Text& text);
/// In upper or lower case (ASCII); holes stay.
Text in_case(const Text& text, bool upper);

/// `:name` as SQLAlchemy's text() reads it: a parameter, but for `::type` and `\:`; inside of literals, too.
Text with_bind_names(const Text& text);

}  // namespace floodwall::host
