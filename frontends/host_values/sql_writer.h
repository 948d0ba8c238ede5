#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/text/span.h"
#include "frontends/host_values/value.h"

namespace floodwall::host {

/// A name that goes into SQL.
struct SqlName {
  std::optional<Text> text = {};  ///< nothing: only the run knows it
  Span at = {};                   ///< the host's expression
  std::string written = {};       ///< that expression
};

/// A name that follows from what stands at `at`.
SqlName made_name(std::string_view name, Span at);
/// The name's bytes; empty if only the run knows them.
std::string_view bytes_of(const SqlName& name);

struct SqlTableName {
  std::optional<SqlName> schema = {};
  SqlName table = {};
};

/// Writes SQL for what a program says in other words. Each word remembers the bytes of the host file that
/// caused it: what the user wrote as it stands is verbatim, the rest is decoded.
class SqlWriter {
 public:
  /// Words of ours for the bytes `host`. `host` also stands for the glue that follows.
  SqlWriter& words(std::string_view sql, Span host);
  /// A comma, a parenthesis: belongs to what was written last.
  SqlWriter& glue(std::string_view sql);
  /// SQL that the user wrote.
  SqlWriter& sql(const Text& text);
  /// One identifier, quoted where PostgreSQL needs it; a hole if it is not known.
  SqlWriter& name(const SqlName& name);
  SqlWriter& name(const SqlTableName& name);
  /// A string literal of the text.
  SqlWriter& literal(const Text& text);
  SqlWriter& hole(HoleKind kind, Span host, std::string_view written);

  bool empty() const { return text_.empty(); }
  const Text& text() const { return text_; }
  Text take() { return std::move(text_); }

 private:
  Text text_;
  Span last_ = {};
};

}  // namespace floodwall::host
