#pragma once
#include <string_view>
#include <vector>

#include "analyzer/catalog/loss.h"
#include "analyzer/catalog/table_use.h"
#include "analyzer/rule/context.h"

namespace floodwall {

/// Adds what the statement that `ctx` looks at does to the rows of which tables.
void add_table_uses(const Node& statement, const RuleContext& ctx, std::vector<TableUse>& uses);

/// The same for psql's `\copy table from …`; `meta_command` are its bytes in `sql`.
void add_meta_command_use(std::string_view sql, Span meta_command, std::vector<TableUse>& uses);

/// Adds what the statement that `ctx` looks at destroys of what was there before.
void add_losses(const Node& statement, const RuleContext& ctx, std::vector<Loss>& losses);

}  // namespace floodwall
