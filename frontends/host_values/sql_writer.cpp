#include "frontends/host_values/sql_writer.h"

#include <algorithm>
#include <utility>

namespace floodwall::host {
namespace {

/// Words that are no bare name everywhere: the categories "reserved" and "reserved (can be function or type)"
/// of PostgreSQL's documentation, appendix "SQL Key Words".
constexpr std::string_view reserved_words =
    " all analyse analyze and any array as asc asymmetric authorization binary both case cast check "
    "collate collation column concurrently constraint create cross current_catalog current_date "
    "current_role current_schema current_time current_timestamp current_user default deferrable desc "
    "distinct do else end except false fetch for foreign freeze from full grant group having ilike "
    "in initially inner intersect into is isnull join lateral leading left like limit localtime "
    "localtimestamp natural not notnull null offset on only or order outer overlaps placing primary "
    "references returning right select session_user similar some symmetric system_user table "
    "tablesample then to trailing true union unique user using variadic verbose when where window "
    "with ";

bool is_bare(std::string_view name) {
  const auto starts_word = [](char c) { return ('a' <= c && c <= 'z') || c == '_'; };
  const auto continues_word = [&](char c) { return starts_word(c) || ('0' <= c && c <= '9') || c == '$'; };
  return !name.empty() && starts_word(name[0]) && std::ranges::all_of(name, continues_word) &&
         reserved_words.find(" " + std::string(name) + " ") == std::string_view::npos;
}

Span whole(const Text& text) {
  Span span = text.pieces().empty() ? Span{} : text.pieces().front().host;
  for (const SourceMap::Piece& piece : text.pieces()) span = span.joined(piece.host);
  return span;
}

std::string doubled(std::string_view bytes, char quote) {
  std::string doubled;
  for (const char c : bytes) doubled.append(c == quote ? 2 : 1, c);
  return doubled;
}

}  // namespace

SqlName made_name(std::string_view name, Span at) {
  Text text;
  text.append(name, at, Text::Origin::Decoded);
  return {.text = std::move(text), .at = at, .written = std::string(name)};
}

std::string_view bytes_of(const SqlName& name) {
  return name.text ? std::string_view(name.text->bytes()) : std::string_view();
}

SqlWriter& SqlWriter::words(std::string_view sql, Span host) {
  if (!sql.empty()) text_.append(sql, host, Text::Origin::Decoded);
  last_ = host;
  return *this;
}

SqlWriter& SqlWriter::glue(std::string_view sql) { return words(sql, last_); }

SqlWriter& SqlWriter::sql(const Text& text) {
  if (text.empty()) return *this;
  text_.append(text);
  last_ = text.pieces().back().host;
  return *this;
}

SqlWriter& SqlWriter::name(const SqlName& name) {
  if (!name.text || name.text->empty() || !name.text->is_constant())
    return hole(HoleKind::Identifier, name.at, name.written);
  // Half a name would be a wrong one.
  const std::string& bytes = name.text->bytes();
  if (is_bare(bytes)) return sql(*name.text);
  const Span at = whole(*name.text);
  if (bytes.find('"') != std::string::npos) return words('"' + doubled(bytes, '"') + '"', at);
  return words("\"", at).sql(*name.text).words("\"", at);
}

SqlWriter& SqlWriter::name(const SqlTableName& name) {
  if (name.schema) this->name(*name.schema).glue(".");
  return this->name(name.table);
}

SqlWriter& SqlWriter::literal(const Text& text) {
  const Span at = whole(text);
  if (!text.is_constant() || text.bytes().find('\'') != std::string::npos) {
    if (!text.is_constant()) return hole(HoleKind::Value, at, text.holes().front().written);
    return words('\'' + doubled(text.bytes(), '\'') + '\'', at);
  }
  return words("'", at).sql(text).words("'", at);
}

SqlWriter& SqlWriter::hole(HoleKind kind, Span host, std::string_view written) {
  text_.append_hole(kind, host, written);
  last_ = host;
  return *this;
}

}  // namespace floodwall::host
