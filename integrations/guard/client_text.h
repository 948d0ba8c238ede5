#ifndef FLOODWALL_GUARD_CLIENT_TEXT_H
#define FLOODWALL_GUARD_CLIENT_TEXT_H
// What a client of PostgreSQL sends, as the guard must read it, and what is sent in place of what it refuses.
// C++17; needs nothing but the standard library.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace floodwall::client {

/// How a text is sent.
enum class Form {
  Whole,     ///< to be run at once; parameters, if there are any, are not sent with what stands in for it
  Prepared,  ///< to be run later, with parameters
};

// pg_wchar.h, of all versions: what PQclientEncoding returns.
constexpr int encoding_utf8 = 6;
/// From here on a byte of ASCII may be half of a character: SJIS, BIG5, GBK, UHC, GB18030, JOHAB.
constexpr int first_encoding_with_halves = 35;

inline bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

/// In some encodings half of a character looks like a backslash or a letter. The text with all such
/// characters made underscores, which is what it is as far as the structure of SQL goes; nothing if that is
/// the text itself. The names in it are not the real ones. `length`: PQmblen.
inline std::optional<std::string> without_halves(std::string_view sql, int encoding,
                                                 int (*length)(const char*, int)) {
  if (encoding < first_encoding_with_halves || std::all_of(sql.begin(), sql.end(), is_ascii))
    return std::nullopt;
  std::string text;
  for (std::size_t at = 0; at < sql.size();) {
    const bool is_plain = is_ascii(sql[at]);
    const int bytes = is_plain ? 1 : length(sql.data() + at, encoding);
    const std::size_t size = (std::min)(static_cast<std::size_t>((std::max)(1, bytes)), sql.size() - at);
    text.append(size, is_plain ? sql[at] : '_');
    at += size;
  }
  return text;
}

/// E'…': sound whatever standard_conforming_strings says.
inline std::string message_literal(std::string_view text, bool is_utf8) {
  std::string quoted = "E'";
  for (const char c : text) {
    if (c == '\0') continue;
    quoted.append(c == '\'' || c == '\\' ? 2 : 1, is_ascii(c) || is_utf8 ? c : '?');
  }
  return quoted + "'";
}

/// SQL that fails with `message`, in place of what is refused. The server answers it, so libpq's state, the
/// transaction, pipelines and every way to get at an error are what they are after any other error. Changes
/// nothing. Where the client does not send UTF-8, all that is not ASCII becomes a `?`.
inline std::string refusing_sql(Form form, std::string_view message, int encoding) {
  const std::string text = message_literal(message, encoding == encoding_utf8);
  // A DO block would fail when it is run: too late, and with other words if there are parameters. A literal
  // is read when the statement is prepared; in two pieces, so that the line that libpq quotes is short.
  if (form == Form::Prepared) return "SELECT E''\n" + text.substr(1) + "::pg_catalog.int4";
  std::string tag = "$floodwall$";  // a dollar quote that the text does not end
  while (text.find(tag) != std::string::npos) tag.insert(tag.size() - 1, "_");
  return "DO " + tag + "BEGIN RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = " + text + "; END" + tag;
}

}  // namespace floodwall::client

#endif
