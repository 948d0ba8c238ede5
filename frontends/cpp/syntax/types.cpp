#include "frontends/cpp/syntax/types.h"

#include <array>

#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

constexpr std::array texts = std::to_array<std::string_view>(
    {"string",      "wstring",      "u8string",   "string_view",   "QString",     "QByteArray",
     "QStringView", "char",         "wchar_t",    "gchar",         "StringPiece", "Glib::ustring",
     "ustring",     "wxString",     "StringRef",  "QLatin1String", "AnsiString",  "CString",
     "CPLString",   "TString",      "zstring",    "zview",         "POOLMEM",     "xmlChar",
     "cstring",     "fixed_string", "StringData", "zstring_view",  "cstring_view"});
constexpr std::array streams =
    std::to_array<std::string_view>({"ostringstream", "stringstream", "wostringstream", "wstringstream",
                                     "basic_ostringstream", "ostrstream", "QTextStream", "strstream"});
constexpr std::array buffers = std::to_array<std::string_view>(
    {"PQExpBuffer", "PQExpBufferData", "StringInfo", "StringInfoData", "string_t", "GString", "POOL_MEM",
     "memory_buffer", "VSTRING", "ast_str", "dstr", "dStr", "strbuf", "BUFFER_STRING"});
constexpr std::array lists =
    std::to_array<std::string_view>({"vector", "list", "deque", "array", "QStringList", "QList", "QVector",
                                     "initializer_list", "set", "StringVector", "span"});
constexpr std::array scalars = std::to_array<std::string_view>(
    {"int",     "long",    "short",   "unsigned", "bool",    "float",    "double",   "size_t",   "ssize_t",
     "int8_t",  "int16_t", "int32_t", "int64_t",  "uint8_t", "uint16_t", "uint32_t", "uint64_t", "Oid",
     "time_t",  "off_t",   "uint",    "ulong",    "qint64",  "quint64",  "qint32",   "quint32",  "qlonglong",
     "int64",   "int32",   "int16",   "uint64",   "uint32",  "uint16",   "intptr_t", "Size",     "signed",
     "osmid_t", "BOOL",    "DWORD",   "pid_t",    "gint",    "guint",    "gboolean", "void"});
constexpr std::array unknown = std::to_array<std::string_view>({"auto", "T", "decltype"});

}  // namespace

std::string_view name_of_type(std::string_view written) {
  const auto trim = [&] {
    while (!written.empty() && (written.back() == ' ' || written.back() == '*' || written.back() == '&' ||
                                written.back() == '\n'))
      written.remove_suffix(1);
    while (!written.empty() && written.front() == ' ') written.remove_prefix(1);
  };
  written = written.substr(0, written.find('<'));
  trim();
  for (const std::string_view word : {"const", "struct", "class", "static", "volatile", "enum", "typename"}) {
    if (written.starts_with(word) && word.size() < written.size() && written[word.size()] == ' ') {
      written.remove_prefix(word.size());
      trim();
    }
  }
  const std::size_t scope = written.rfind("::");
  if (scope != std::string_view::npos) written.remove_prefix(scope + 2);
  const std::size_t blank = written.find(' ');  // unsigned long
  return written.substr(0, blank);
}

TypeKind kind_of_type(std::string_view written) {
  const std::string_view name = name_of_type(written);
  if (name.empty() || host::is_among(name, unknown)) return TypeKind::Unknown;
  if (host::is_among(name, texts)) return TypeKind::Text;
  if (host::is_among(name, streams)) return TypeKind::Stream;
  if (host::is_among(name, buffers)) return TypeKind::Buffer;
  if (host::is_among(name, lists)) return TypeKind::List;
  if (host::is_among(name, scalars)) return TypeKind::Scalar;
  return TypeKind::Other;
}

}  // namespace floodwall::cpp
