#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/report/schema_report.h"
#include "analyzer/report/schema_words.h"
#include "analyzer/report/table_sql.h"
#include "analyzer/sql/keywords.h"
#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

/// In this order where nothing else asks for another.
enum class Rank : std::uint8_t {
  Type,
  Sequence,
  Table,
  Attachment,
  Owner,
  Index,
  View,
  Function,
  ForeignKey
};

enum class Space : std::uint8_t { Relation, Type, Function };
using Thing = std::pair<Space, RelationName>;

/// Statements that belong together, and what must be there before.
struct Item {
  Rank rank;
  RelationName name;
  std::string sql;
  std::vector<Thing> makes = {};
  std::vector<Thing> needs = {};
};

/// The last parts of the names of user's functions and types: what an expression may mention.
struct Names {
  std::map<std::string, std::vector<Thing>, std::less<>> functions;
  std::map<std::string, std::vector<Thing>, std::less<>> types;
  std::map<std::string, std::vector<Thing>, std::less<>> relations;
};

std::string_view text_at(std::string_view sql, const Token& token) {
  return sql.substr(token.at.begin, token.at.end - token.at.begin);
}

void add_all(const std::map<std::string, std::vector<Thing>, std::less<>>& known, const std::string& name,
             std::vector<Thing>& needs) {
  if (const auto found = known.find(name); found != known.end()) {
    needs.insert(needs.end(), found->second.begin(), found->second.end());
  }
}

/// Functions that an expression calls and types that it names.
void add_mentions(const Names& names, std::string_view sql, std::vector<Thing>& needs) {
  const std::vector<Token> tokens = significant_tokens(sql);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::Word && tokens[i].kind != TokenKind::QuotedIdentifier) continue;
    const std::string name = identifier_of(text_at(sql, tokens[i]));
    const bool is_call = i + 1 < tokens.size() && text_at(sql, tokens[i + 1]) == "(";
    if (is_call) add_all(names.functions, name, needs);
    add_all(names.types, name, needs);
  }
}

/// The tables, views and functions of a statement that PostgreSQL looks into when it makes a function: those
/// of its signature, and of its body if that is no string.
void add_mentions_of_function(const Names& names, std::string_view sql, std::vector<Thing>& needs) {
  for (const Token& token : significant_tokens(sql)) {
    if (token.kind != TokenKind::Word && token.kind != TokenKind::QuotedIdentifier) continue;
    const std::string name = identifier_of(text_at(sql, token));
    add_all(names.functions, name, needs);
    add_all(names.types, name, needs);
    add_all(names.relations, name, needs);
  }
}

void add_type(const std::string& type, std::vector<Thing>& needs) {
  const RelationName name = user_type_of(type);
  if (name.name.empty()) return;
  needs.emplace_back(Space::Type, name);
  needs.emplace_back(Space::Relation, name);
}

bool is_temporary(const RelationName& name) { return name.schema == "pg_temp"; }

/// Relations that nothing defines, though something refers to them, and views that read them.
std::set<RelationName> relations_not_made(const Catalog& catalog) {
  std::vector<RelationName> found;
  catalog.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
    if (relation->is_assumed) found.push_back(name);
  });
  std::set<RelationName> names(found.begin(), found.end());
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const RelationName& name : catalog.dependents_of(RelationName(found[i]))) {
      const Relation* each = catalog.find(name);
      if (each != nullptr && is_view(each->kind) && names.insert(name).second) found.push_back(name);
    }
  }
  return names;
}

/// Each line as a comment.
std::string as_comment(const std::string& sql) {
  std::string text = "-- Left out, since nothing defines what it needs:\n-- ";
  for (std::size_t i = 0; i < sql.size(); ++i) {
    text += sql[i];
    if (sql[i] == '\n' && i + 1 < sql.size()) text += "-- ";
  }
  return text;
}

class Items {
 public:
  explicit Items(const Catalog& catalog) : catalog_(catalog), not_made_(relations_not_made(catalog)) {
    catalog.functions.for_each([&](const RelationName& name, const FunctionsPtr&) {
      names_.functions[name.name].emplace_back(Space::Function, name);
    });
    catalog.types.for_each([&](const RelationName& name, const TypePtr&) {
      names_.types[name.name].emplace_back(Space::Type, name);
    });
    catalog.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
      if (relation->kind != RelationKind::Index)
        names_.relations[name.name].emplace_back(Space::Relation, name);
    });
  }

  std::vector<Item> all() {
    catalog_.types.for_each([&](const RelationName& name, const TypePtr& type) {
      if (!is_temporary(name)) add_type_item(name, *type);
    });
    catalog_.functions.for_each([&](const RelationName& name, const FunctionsPtr& overloads) {
      if (is_temporary(name)) return;
      for (const Function& each : *overloads) add_function(name, each);
    });
    catalog_.relations.for_each([&](const RelationName& name, const RelationPtr& relation) {
      if (!is_temporary(name)) add_relation(*relation);
    });
    return std::move(items_);
  }

 private:
  void add(Item item) {
    if (!item.sql.empty()) items_.push_back(std::move(item));
  }

  void add_type_item(const RelationName& name, const Type& type) {
    // A composite type is a relation; a multirange comes with its range.
    if (catalog_.find(name) != nullptr || type.kind == 'm' || type.sql.empty()) return;
    Item item = {Rank::Type, name,
                 "CREATE " + std::string(type.kind == 'd' ? "DOMAIN " : "TYPE ") + display(name) + " " +
                     type.sql + ";\n"};
    item.makes = {{Space::Type, name}};
    add_mentions(names_, type.sql, item.needs);
    add(std::move(item));
  }

  void add_function(const RelationName& name, const Function& function) {
    Item item = {Rank::Function, name, function.sql};
    while (item.sql.ends_with('\n') || item.sql.ends_with(';')) item.sql.pop_back();
    if (!item.sql.empty()) item.sql += ";\n";
    item.makes = {{Space::Function, name}};
    add_mentions_of_function(names_, item.sql, item.needs);
    std::erase(item.needs, item.makes.front());  // its own name
    add(std::move(item));
  }

  bool is_made(const RelationName& name) const {
    return catalog_.find(name) != nullptr && !not_made_.contains(name);
  }

  void add_relation(const Relation& relation) {
    if (relation.is_assumed) return;
    switch (relation.kind) {
      case RelationKind::Table:
      case RelationKind::PartitionedTable:
      case RelationKind::ForeignTable:
        return add_table(relation);
      case RelationKind::View:
      case RelationKind::MaterializedView:
        return add_view(relation);
      case RelationKind::Sequence:
        return add_sequence(relation);
      case RelationKind::Index:
        return add_index(relation);
      case RelationKind::CompositeType: {
        Item item = {Rank::Type, relation.name, composite_type_sql(relation)};
        item.makes = {{Space::Type, relation.name}, {Space::Relation, relation.name}};
        for (const Column& column : relation.columns) floodwall::add_type(column.type, item.needs);
        return add(std::move(item));
      }
    }
  }

  void add_table(const Relation& table) {
    Item item = {Rank::Table, table.name, table_sql(catalog_, table)};
    item.makes = {{Space::Relation, table.name}};
    for (const Column& column : table.columns) {
      floodwall::add_type(column.type, item.needs);
      add_mentions(names_, column.default_sql, item.needs);
    }
    for (const TableConstraint& constraint : table.constraints)
      add_mentions(names_, constraint.sql, item.needs);
    add_mentions(names_, table.partition_sql, item.needs);
    if (!table.of_type.name.empty()) item.needs.emplace_back(Space::Relation, table.of_type);
    if (!table.is_partition) {
      for (const RelationName& parent : table.parents) item.needs.emplace_back(Space::Relation, parent);
    }
    const Thing itself = {Space::Relation, table.name};
    add(std::move(item));
    add({Rank::Owner, table.name, unvalidated_checks_sql(table), {}, {itself}});
    for (const TableConstraint& key : table.constraints) {
      if (key.kind != ConstraintKind::ForeignKey || key.columns.empty()) continue;
      if (key.is_inherited && table.is_partition) continue;
      if (!is_made(key.parent)) continue;
      add({Rank::ForeignKey, table.name, foreign_key_sql(table, key)});
    }
    if (table.parents.empty() || !is_made(table.parents.front())) return;
    add({Rank::Attachment,
         table.name,
         attach_sql(table),
         {},
         {itself, {Space::Relation, table.parents.front()}}});
  }

  void add_view(const Relation& view) {
    if (view.sql.empty()) return;
    Item item = {Rank::View, view.name, view_sql(view)};
    item.makes = {{Space::Relation, view.name}};
    if (not_made_.contains(view.name)) item.sql = as_comment(item.sql);
    for (const ColumnUse& use : view.uses) item.needs.emplace_back(Space::Relation, use.relation);
    add_mentions(names_, view.sql, item.needs);
    add(std::move(item));
  }

  void add_sequence(const Relation& sequence) {
    add({Rank::Sequence,
         sequence.name,
         sequence_sql(catalog_, sequence),
         {{Space::Relation, sequence.name}}});
    add({Rank::Owner,
         sequence.name,
         sequence_owner_sql(catalog_, sequence),
         {},
         {{Space::Relation, sequence.table}}});
  }

  /// A partition's index before it is attached, so that its table's index takes it; a partitioned table's
  /// before, too, for the same reason.
  void add_index(const Relation& index) {
    const Relation* table = catalog_.find(index.table);
    if (table == nullptr || !is_made(index.table)) return;
    const bool is_before_attachment = table->kind == RelationKind::PartitionedTable || table->is_partition;
    Item item = {is_before_attachment ? Rank::Table : Rank::Index, index.name, index_sql(catalog_, index)};
    item.needs = {{Space::Relation, index.table}};
    add_mentions(names_, index.sql, item.needs);
    add(std::move(item));
  }

  const Catalog& catalog_;
  std::set<RelationName> not_made_;
  Names names_;
  std::vector<Item> items_;
};

/// By rank and name, but each behind what it needs. Where things need each other the first comes first.
std::vector<Item> in_order(std::vector<Item> items) {
  std::ranges::stable_sort(items, {}, [](const Item& each) { return std::tie(each.rank, each.name); });
  std::map<Thing, std::vector<std::size_t>> makers;
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const Thing& thing : items[i].makes) makers[thing].push_back(i);
  }
  const auto needs_of = [&](std::size_t item) {
    std::set<std::size_t> needs;
    for (const Thing& thing : items[item].needs) {
      if (const auto found = makers.find(thing); found != makers.end()) {
        needs.insert(found->second.begin(), found->second.end());
      }
    }
    return std::vector<std::size_t>(needs.begin(), needs.end());
  };
  struct Visit {
    std::size_t item;
    std::vector<std::size_t> needs;
    std::size_t next = 0;
  };
  std::vector<bool> is_met(items.size(), false);
  std::vector<std::size_t> order;
  for (std::size_t first = 0; first < items.size(); ++first) {
    std::vector<Visit> stack;
    const auto meet = [&](std::size_t item) {
      if (is_met[item]) return;
      is_met[item] = true;
      stack.push_back({item, needs_of(item)});
    };
    meet(first);
    while (!stack.empty()) {
      Visit& top = stack.back();
      if (top.next < top.needs.size()) {
        meet(top.needs[top.next++]);
      } else {
        order.push_back(top.item);
        stack.pop_back();
      }
    }
  }
  std::vector<Item> ordered;
  for (const std::size_t item : order) ordered.push_back(std::move(items[item]));
  return ordered;
}

std::string schemas_sql(const Catalog& catalog) {
  std::string text;
  catalog.schemas.for_each([&](const std::string& name, const Schema&) {
    if (name != "public" && name != "pg_temp") text += "CREATE SCHEMA " + quoted_identifier(name) + ";\n";
  });
  return text;
}

std::string extensions_sql(const Catalog& catalog) {
  std::string text;
  catalog.extensions.for_each([&](const std::string& name, const Extension& extension) {
    text += "CREATE EXTENSION IF NOT EXISTS " + quoted_identifier(name);
    const bool is_schema_there = catalog.schemas.find(extension.schema) != nullptr;
    if (is_schema_there) text += " WITH SCHEMA " + quoted_identifier(extension.schema);
    text += ";\n";
  });
  return text;
}

/// A wrapper that no extension brings is made without a handler: enough to define tables.
std::string servers_sql(const Catalog& catalog) {
  std::string wrappers;
  std::string servers;
  std::set<std::string> known;
  catalog.servers.for_each([&](const std::string& name, const std::string& wrapper) {
    if (catalog.extensions.find(wrapper) == nullptr && known.insert(wrapper).second) {
      wrappers += "CREATE FOREIGN DATA WRAPPER " + quoted_identifier(wrapper) + ";\n";
    }
    servers += "CREATE SERVER " + quoted_identifier(name) + " FOREIGN DATA WRAPPER " +
               quoted_identifier(wrapper) + ";\n";
  });
  return wrappers + servers;
}

/// What has been written without a schema is looked up in the object's own schema, in `public` and where
/// extensions are.
std::string path_for(const Catalog& catalog, const std::string& schema) {
  std::vector<std::string> path = {schema};
  const auto add = [&](const std::string& each) {
    if (each.empty() || std::ranges::find(path, each) != path.end()) return;
    if (catalog.schemas.find(each) != nullptr) path.push_back(each);
  };
  add("public");
  catalog.extensions.for_each([&](const std::string&, const Extension& extension) { add(extension.schema); });
  std::string text;
  for (const std::string& each : path) text += (text.empty() ? "" : ", ") + quoted_identifier(each);
  return "SET search_path = " + text + ";\n";
}

/// Of a reason, in a comment.
std::string in_one_line(std::string text) {
  std::ranges::replace_if(text, [](char byte) { return byte == '\n' || byte == '\r'; }, ' ');
  return text;
}

}  // namespace

std::string schema_sql(const Catalog& catalog) {
  std::string text = "-- Written by floodwall schema.\n";
  if (const std::string open = why_more(catalog); !open.empty()) {
    text += "-- There may be more: " + in_one_line(open) + ".\n";
  }
  text += "SET check_function_bodies = false;\n";
  for (const std::string& part : {schemas_sql(catalog), extensions_sql(catalog), servers_sql(catalog)}) {
    if (!part.empty()) text += "\n" + part;
  }
  std::string path = path_for(catalog, "public");
  if (path != "SET search_path = public;\n") text += "\n" + path;
  for (const Item& item : in_order(Items(catalog).all())) {
    const std::string wanted = path_for(catalog, item.name.schema);
    text += "\n";
    if (wanted != path) text += wanted;
    path = wanted;
    text += item.sql;
  }
  return text;
}

}  // namespace floodwall
