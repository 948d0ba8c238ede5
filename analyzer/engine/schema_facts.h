#pragma once
#include <string_view>
#include <vector>

#include "analyzer/engine/file_facts.h"
#include "analyzer/rule/context.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// Adds the statement that `ctx` looks at if it says what a database holds or where names are looked up.
/// `sql` is the text that it was parsed from; `may_run`: see SchemaStatement. `at` and `run` are left to the
/// caller.
void add_schema_statement(const Node& statement, const RuleContext& ctx, std::string_view sql, bool may_run,
                          std::vector<SchemaStatement>& statements);

/// Adds that a statement which PostgreSQL's grammar cannot take makes a table of this name: what else it says
/// is not known.
void add_unparsed_statement(std::string_view sql, Span at, std::vector<SchemaStatement>& statements);

/// Adds that psql reads another file here, if that is what the meta-command says; `at` are bytes of `sql`.
void add_inclusion(std::string_view sql, Span at, bool may_run, std::vector<SchemaStatement>& statements);

/// Whether rules judge the statement by what the project holds, however well it is defined.
bool wants_project(const Node& statement);

}  // namespace floodwall
