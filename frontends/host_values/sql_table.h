#pragma once
#include <optional>
#include <string>
#include <vector>

#include "frontends/host_values/sql_writer.h"

namespace floodwall::host {

/// A column as a program defines it, before it becomes SQL.
struct SqlColumn {
  SqlName name = {};
  Text type = {};  ///< with what belongs to it, as in `integer GENERATED … AS IDENTITY`
  Text rest = {};  ///< what follows, each word with a blank before it: ` DEFAULT 0 NOT NULL`
  Span at = {};    ///< its definition in the host
  std::optional<Span> primary = {};  ///< what makes it (part of) the primary key
};

/// Something in a list that we cannot see: `*columns`, the columns of a base class in another file.
struct HiddenPart {
  Span at = {};
  std::string written = {};
};

struct SqlTable {
  SqlTableName name = {};
  Span at = {};  ///< what says that this is a table: a callee, a class's name
  std::vector<SqlColumn> columns = {};
  std::vector<Text> constraints = {};
  std::vector<Text> further = {};  ///< statements that belong to it: its indexes
  std::optional<HiddenPart> hidden = {};
};

/// `name type …`
void write(SqlWriter& sql, const SqlColumn& column);
/// CREATE TABLE and the further statements. `verb` is "CREATE TABLE " or with IF NOT EXISTS.
Text create_table(const SqlTable& table, std::string_view verb = "CREATE TABLE ");
/// `ALTER TABLE name `
SqlWriter alter_table(const SqlTableName& table, Span at);
/// `text` as one more statement after what was written.
void add_statement(SqlWriter& sql, const Text& text);

}  // namespace floodwall::host
