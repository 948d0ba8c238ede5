#include "frontends/cpp/syntax/builders.h"

#include <array>
#include <unordered_map>

namespace floodwall::cpp {
namespace {

using enum Builder::Does;
using enum Builder::Takes;

constexpr std::array builders = std::to_array<Builder>({
    // The C library.
    {"sprintf", Sets, Format, 0, 1},
    {"snprintf", Sets, Format, 0, 2},
    {"vsprintf", Sets, List, 0, 1},
    {"vsnprintf", Sets, List, 0, 2},
    {"asprintf", Sets, Format, 0, 1},
    {"vasprintf", Sets, List, 0, 1},
    {"sprintf_s", Sets, Format, 0, 2},
    {"_snprintf", Sets, Format, 0, 2},
    {"strcpy", Sets, Text, 0, 1},
    {"strncpy", Sets, Text, 0, 1},
    {"strlcpy", Sets, Text, 0, 1},
    {"strcpy_s", Sets, Text, 0, 2},
    {"stpcpy", Sets, Text, 0, 1},
    {"strcat", Appends, Text, 0, 1},
    {"strncat", Appends, Text, 0, 1},
    {"strlcat", Appends, Text, 0, 1},
    {"memset", Zeroes, Text, 0, 0},
    {"bzero", Zeroes, Text, 0, 0},
    // PostgreSQL's own.
    {"initStringInfo", Empties, Text, 0, 0},
    {"resetStringInfo", Empties, Text, 0, 0},
    {"appendStringInfo", Appends, Format, 0, 1},
    {"appendStringInfoVA", Appends, List, 0, 1},
    {"appendStringInfoString", Appends, Text, 0, 1},
    {"appendStringInfoChar", Appends, Text, 0, 1},
    {"initPQExpBuffer", Empties, Text, 0, 0},
    {"resetPQExpBuffer", Empties, Text, 0, 0},
    {"printfPQExpBuffer", Sets, Format, 0, 1},
    {"appendPQExpBuffer", Appends, Format, 0, 1},
    {"appendPQExpBufferVA", Appends, List, 0, 1},
    {"appendPQExpBufferStr", Appends, Text, 0, 1},
    {"appendPQExpBufferChar", Appends, Text, 0, 1},
    {"appendStringLiteral", Appends, Value, 0, 1},
    {"appendStringLiteralAH", Appends, Value, 0, 1},
    {"appendStringLiteralConn", Appends, Value, 0, 1},
    {"appendStringLiteralDQ", Appends, Value, 0, 1},
    {"appendByteaLiteral", Appends, Value, 0, 1},
    {"appendByteaLiteralAHX", Appends, Value, 0, 1},
    {"pg_snprintf", Sets, Format, 0, 2},
    {"pg_sprintf", Sets, Format, 0, 1},
    // Abseil, {fmt}, the standard library.
    {"StrAppend", Appends, All, 0, 1},
    {"StrAppendFormat", Appends, Format, 0, 1},
    {"StringAppendF", Appends, Format, 0, 1},
    {"format_to", Appends, Braces, 0, 1},
    // GLib.
    {"g_snprintf", Sets, Format, 0, 2},
    {"g_string_append", Appends, Text, 0, 1},
    {"g_string_append_printf", Appends, Format, 0, 1},
    {"g_string_append_c", Appends, Text, 0, 1},
    {"g_string_printf", Sets, Format, 0, 1},
    {"g_string_assign", Sets, Text, 0, 1},
    {"g_strlcpy", Sets, Text, 0, 1},
    {"g_strlcat", Appends, Text, 0, 1},
    // Bacula, Dovecot, Postfix, Asterisk, Kamailio and others.
    {"Mmsg", Sets, Format, 0, 1},
    {"bsnprintf", Sets, Format, 0, 2},
    {"bstrncpy", Sets, Text, 0, 1},
    {"bstrncat", Appends, Text, 0, 1},
    {"pm_strcpy", Sets, Text, 0, 1},
    {"pm_strcat", Appends, Text, 0, 1},
    {"str_append", Appends, Text, 0, 1},
    {"str_append_c", Appends, Text, 0, 1},
    {"str_printfa", Appends, Format, 0, 1},
    {"str_truncate", Empties, Text, 0, 0},
    {"vstring_strcpy", Sets, Text, 0, 1},
    {"vstring_strcat", Appends, Text, 0, 1},
    {"vstring_sprintf", Sets, Format, 0, 1},
    {"vstring_sprintf_append", Appends, Format, 0, 1},
    {"ast_str_set", Sets, Format, 0, 2},
    {"ast_str_append", Appends, Format, 0, 2},
    {"snpf", Sets, Format, 0, 2},
});

}  // namespace

const Builder* builder_named(std::string_view name) {
  static const auto index = [] {
    std::unordered_map<std::string_view, const Builder*> made;
    for (const Builder& each : builders) made.emplace(each.name, &each);
    return made;
  }();
  const auto known = index.find(name);
  return known == index.end() ? nullptr : known->second;
}

}  // namespace floodwall::cpp
