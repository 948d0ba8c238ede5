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
/// A member or an element of an argument, as a field asks for it: ".table", "[key]".
using FormatPart = std::function<std::optional<Value>(const Value& argument, std::string_view part)>;

/// Replacement fields in braces: {} {0} {name} {name.attr!r:>10}, {{ and }} (Python's str.format, fmt,
/// C++20).
Value brace_format(const Value& pattern, const FormatArgument& argument, const FormatPart& part = {});
/// Conversions: %s %d %(name)s %-10.3f, %% (Python's %, printf).
Value percent_format(const Value& pattern, const FormatArgument& argument);
/// $name ${name} $$ (Python's string.Template, shells).
Value dollar_format(const Value& pattern, const FormatArgument& argument);

/// `separator`.join(`items`), a list: nullopt if its items are not known. `whole`: the call; `literal`: the
/// list, if it is written out there.
std::optional<Value> join(const Value& separator, const Value& items, const Inserted& whole,
                          const std::vector<Inserted>& literal = {});

/// Calls `change` for each of the texts.
Value each_text(const Value& value, const std::function<Text(const Text&)>& change);

/// `:name` as SQLAlchemy's text() reads it: a parameter, but for `::type` and `\:`; inside of literals, too.
Text with_bind_names(const Text& text);

}  // namespace floodwall::host
