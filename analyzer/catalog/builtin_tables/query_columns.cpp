#include "analyzer/catalog/builtin_tables/query_columns.h"

#include <algorithm>
#include <map>
#include <utility>

namespace floodwall {
namespace {

const DefinedColumns unknown{{}, true};

/// What an alias stands for.
struct Source {
  std::string alias;
  DefinedColumns columns;
};

std::string last_of(const List* names) {
  return std::string(string_of(element_of(names, length_of(names) - 1)));
}

/// The name that PostgreSQL gives to an output column (FigureColname in parse_target.c); empty: it is not one
/// that we can tell.
std::string name_of_column(const Node* expression) {
  while (expression != nullptr) {
    if (const auto* column = node_cast<ColumnRef>(expression)) return last_of(column->fields);
    if (const auto* call = node_cast<FuncCall>(expression)) return last_of(call->funcname);
    if (node_cast<CoalesceExpr>(expression) != nullptr) return "coalesce";
    const auto* cast = node_cast<TypeCast>(expression);
    if (cast == nullptr) return {};
    const std::string inner = name_of_column(cast->arg);
    return inner.empty() ? last_of(cast->typeName->names) : inner;
  }
  return {};
}

class QueryReader {
 public:
  QueryReader(const std::string& schema, const Definitions& known) : schema_(schema), known_(known) {}

  DefinedColumns read(const SelectStmt& query) {
    const auto outer = ctes_;
    if (query.withClause != nullptr) add_ctes(*query.withClause);
    const SelectStmt* first = &query;
    while (first->op != SETOP_NONE) first = first->larg;
    DefinedColumns columns = output_of(*first);
    ctes_ = outer;
    return columns;
  }

 private:
  void add_ctes(const WithClause& with) {
    for (const CommonTableExpr& cte : each<CommonTableExpr>(with.ctes)) {
      const auto* query = node_cast<SelectStmt>(cte.ctequery);
      const std::string name(view_of(cte.ctename));
      if (with.recursive) ctes_[name] = renamed({}, cte.aliascolnames);
      ctes_[name] = renamed(query == nullptr ? unknown : read(*query), cte.aliascolnames);
    }
  }

  static DefinedColumns renamed(DefinedColumns columns, const List* names) {
    for (int i = 0; i < length_of(names); ++i) {
      const std::string name(string_of(element_of(names, i)));
      if (static_cast<std::size_t>(i) < columns.names.size()) {
        columns.names[static_cast<std::size_t>(i)] = name;
      } else {
        columns.names.push_back(name);
      }
    }
    return columns;
  }

  DefinedColumns output_of(const SelectStmt& query) {
    std::vector<Source> sources;
    for (const Node& item : each<Node>(query.fromClause)) {
      for (Source& source : sources_of(item)) sources.push_back(std::move(source));
    }
    DefinedColumns output;
    if (length_of(query.valuesLists) != 0) {
      const auto* row = node_cast<List>(element_of(query.valuesLists, 0));
      for (int i = 1; i <= length_of(row); ++i) output.names.push_back("column" + std::to_string(i));
    }
    for (const ResTarget& target : each<ResTarget>(query.targetList)) {
      if (target.name != nullptr) {
        output.names.emplace_back(target.name);
      } else {
        add_unnamed(target.val, sources, output);
      }
    }
    return output;
  }

  void add_unnamed(const Node* value, const std::vector<Source>& sources, DefinedColumns& output) {
    const auto add = [&](const DefinedColumns& columns) {
      output.names.insert(output.names.end(), columns.names.begin(), columns.names.end());
      output.is_open = output.is_open || columns.is_open;
    };
    const auto* column = node_cast<ColumnRef>(value);
    const bool is_star =
        column != nullptr && element_of(column->fields, length_of(column->fields) - 1)->type == T_A_Star;
    const auto* parts = node_cast<A_Indirection>(value);
    if (is_star && length_of(column->fields) == 1) {
      for (const Source& source : sources) add(source.columns);
    } else if (is_star) {
      const std::string_view alias = string_of(element_of(column->fields, length_of(column->fields) - 2));
      const auto source = std::ranges::find(sources, alias, &Source::alias);
      add(source == sources.end() ? unknown : source->columns);
    } else if (parts != nullptr && element_of(parts->indirection, 0)->type == T_A_Star) {
      const auto* call = node_cast<FuncCall>(parts->arg);
      add(call == nullptr ? unknown : result_of(*call, {}));
    } else {
      const std::string name = name_of_column(value);
      if (name.empty()) output.is_open = true;
      if (!name.empty()) output.names.push_back(name);
    }
  }

  std::vector<Source> sources_of(const Node& item) {
    if (const auto* relation = node_cast<RangeVar>(&item)) {
      const RelationName name = name_of(*relation);
      const auto cte = ctes_.find(name.name);
      const bool is_cte = name.schema.empty() && cte != ctes_.end();
      return {aliased(name.name, is_cte ? cte->second : columns_of(name, schema_, known_), relation->alias)};
    }
    if (const auto* subselect = node_cast<RangeSubselect>(&item)) {
      const auto* query = node_cast<SelectStmt>(subselect->subquery);
      return {aliased({}, query == nullptr ? unknown : read(*query), subselect->alias)};
    }
    if (const auto* function = node_cast<RangeFunction>(&item)) return {source_of(*function)};
    if (const auto* join = node_cast<JoinExpr>(&item)) return sources_of(*join);
    return {{{}, unknown}};
  }

  static Source aliased(const std::string& name, const DefinedColumns& columns, const Alias* alias) {
    if (alias == nullptr) return {name, columns};
    return {std::string(view_of(alias->aliasname)), renamed(columns, alias->colnames)};
  }

  Source source_of(const RangeFunction& function) {
    const auto* first = node_cast<List>(element_of(function.functions, 0));
    const auto* call = node_cast<FuncCall>(element_of(first, 0));
    const std::string name = call == nullptr ? std::string() : last_of(call->funcname);
    const std::string alias(function.alias == nullptr ? std::string_view(name)
                                                      : view_of(function.alias->aliasname));
    DefinedColumns columns;
    for (const ColumnDef& column : each<ColumnDef>(function.coldeflist)) {
      columns.names.emplace_back(column.colname);
    }
    if (columns.names.empty()) columns = call == nullptr ? unknown : result_of(*call, alias);
    if (function.ordinality) columns.names.emplace_back("ordinality");
    if (1 < length_of(function.functions)) columns.is_open = true;
    return aliased(name, columns, function.alias);
  }

  DefinedColumns result_of(const FuncCall& call, const std::string& alias) const {
    const RelationName written = name_of(call.funcname);
    for (const std::string& schema : {written.schema, schema_, std::string("pg_catalog")}) {
      const auto found = known_.results.find({schema, written.name});
      if (found != known_.results.end()) return found->second;
      if (!written.schema.empty()) break;
    }
    return {{alias}};
  }

  /// What USING merges comes twice here; to a set of names that is the same.
  std::vector<Source> sources_of(const JoinExpr& join) {
    std::vector<Source> sources = sources_of(*join.larg);
    for (Source& source : sources_of(*join.rarg)) sources.push_back(std::move(source));
    return sources;
  }

  const std::string& schema_;
  const Definitions& known_;
  std::map<std::string, DefinedColumns> ctes_;
};

}  // namespace

DefinedColumns columns_of(const RelationName& name, const std::string& schema, const Definitions& known) {
  for (const std::string& place : {name.schema, schema, std::string("pg_catalog")}) {
    const auto found = known.relations.find({place, name.name});
    if (found != known.relations.end()) return found->second;
    if (!name.schema.empty()) break;
  }
  return unknown;
}

DefinedColumns columns_of(const SelectStmt& query, const std::string& schema, const Definitions& known) {
  return QueryReader(schema, known).read(query);
}

}  // namespace floodwall
