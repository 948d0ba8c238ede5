#include "frontends/cpp/known_functions.h"

#include "frontends/host_values/words.h"

namespace floodwall::cpp {

bool hands_on(std::string_view name) {
  static const host::NameSet names = {"string",
                                      "wstring",
                                      "string_view",
                                      "QString",
                                      "QStringLiteral",
                                      "QLatin1String",
                                      "QLatin1StringView",
                                      "QByteArray",
                                      "QByteArrayLiteral",
                                      "QStringView",
                                      "fromUtf8",
                                      "fromLatin1",
                                      "fromStdString",
                                      "fromLocal8Bit",
                                      "fromAscii",
                                      "FMT_STRING",
                                      "FMT_COMPILE",
                                      "move",
                                      "forward",
                                      "qPrintable",
                                      "qUtf8Printable",
                                      "_T",
                                      "TEXT",
                                      "L",
                                      "wxT",
                                      "wxString",
                                      "strdup",
                                      "xstrdup",
                                      "pg_strdup",
                                      "pstrdup",
                                      "g_strdup",
                                      "pgstrdup",
                                      "bstrdup",
                                      "ast_strdup",
                                      "zview",
                                      "zstring_view",
                                      "StringPiece",
                                      "c_str",
                                      "to_sv",
                                      "as_const",
                                      "ref",
                                      "cref",
                                      "runtime",
                                      "CString",
                                      "AnsiString",
                                      "str",
                                      "Query",
                                      "_SQL",
                                      "ustring",
                                      "_hidden_string",
                                      "xmlChar",
                                      "BAD_CAST",
                                      "cstring_view",
                                      "raw",
                                      "QAnyStringView",
                                      "i_strdup",
                                      "p_strdup_noop"};
  return names.contains(name);
}

bool is_same_text(std::string_view name) {
  static const host::NameSet names = {
      "c_str",  "data",        "str",          "toStdString", "toUtf8",   "constData", "toLatin1",
      "view",   "toLocal8Bit", "toStdWString", "get",         "utf8_str", "mb_str",    "ToStdString",
      "string", "toAscii",     "trimmed",      "simplified",  "squeeze",  "toString",  "operator()",
      "utf16",  "c_string",    "release",      "to_string",   "value",    "getString", "c_ptr",
      "first",  "CStr",        "AsCString"};
  return names.contains(name);
}

bool is_spelling_of_text(std::string_view name) {
  static const host::NameSet names = {"c_str",     "data",      "str",         "toStdString", "toUtf8",
                                      "constData", "toLatin1",  "toLocal8Bit", "utf8_str",    "mb_str",
                                      "CStr",      "AsCString", "ToStdString", "c_string",    "view"};
  return names.contains(name);
}

std::optional<std::size_t> printf_pattern(std::string_view name) {
  static const host::NameSet at_first = {
      "psprintf",     "StrFormat",  "strprintf",     "StringPrintf", "stringf",         "g_strdup_printf",
      "asprintf",     "Printf",     "Format",        "str_printf",   "string_printf",   "sformat",
      "stringprintf", "tprintf",    "talloc_printf", "pg_psprintf",  "t_strdup_printf", "mallocPrintf",
      "ssprintf",     "CPLSPrintf", "CPLOPrintf",    "formatString", "string_format",   "sprintf_string",
      "FormatString", "StrPrintf",  "strfmt",        "xasprintf"};
  if (at_first.contains(name)) return 0;
  if (name == "p_strdup_printf" || name == "talloc_asprintf" || name == "vsformat") return 1;
  return std::nullopt;
}

bool makes_empty(std::string_view name) {
  return name == "createPQExpBuffer" || name == "makeStringInfo" || name == "vstring_alloc" ||
         name == "ast_str_create" || name == "get_pool_memory" || name == "t_str_new" || name == "str_new";
}

bool makes_number(std::string_view name) {
  static const host::NameSet names = {"to_string",
                                      "to_wstring",
                                      "number",
                                      "time",
                                      "size",
                                      "length",
                                      "count",
                                      "stoi",
                                      "stol",
                                      "stoul",
                                      "atoi",
                                      "strlen",
                                      "toInt",
                                      "toLongLong",
                                      "toUInt",
                                      "rand",
                                      "getpid",
                                      "ArrayLength",
                                      "sizeof",
                                      "atol",
                                      "strtol",
                                      "toULongLong",
                                      "toDouble",
                                      "now",
                                      "currentSecsSinceEpoch",
                                      "currentMSecsSinceEpoch",
                                      "toHex",
                                      "toBase64"};
  return names.contains(name);
}

bool never_returns(std::string_view path) {
  static const host::NameSet names = {
      "exit",           "std.exit", "_exit",  "abort",       "std.abort", "std.terminate",
      "std.quick_exit", "pg_fatal", "qFatal", "exit_nicely", "longjmp",   "std.rethrow_exception"};
  return names.contains(path);
}

}  // namespace floodwall::cpp
