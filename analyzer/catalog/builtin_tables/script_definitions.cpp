#include "analyzer/catalog/builtin_tables/script_definitions.h"

#include <algorithm>
#include <array>

#include "analyzer/catalog/builtin_tables/query_columns.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/plpgsql.h"
#include "analyzer/sql/script.h"

namespace floodwall {
namespace {

/// An extension's script as CREATE EXTENSION would send it, with the extension's own schema as no schema.
std::string without_placeholders(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    if (text.front() != '\\') out += text.substr(0, end);
    text.remove_prefix(end);
  }
  for (std::size_t at = out.find("@ext"); at != std::string::npos; at = out.find("@ext", at)) {
    const std::size_t end = std::min(out.find('@', at + 1), out.size() - 1);
    const bool is_qualifier = end + 1 < out.size() && out[end + 1] == '.';
    out.replace(at, end + (is_qualifier ? 2 : 1) - at, is_qualifier ? "" : "extension_own");
  }
  return out;
}

char lower(char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Scripts with data are long: what surely defines nothing is not even parsed.
bool is_data(std::string_view statement) {
  static constexpr std::array<std::string_view, 4> words{"insert", "comment", "grant", "update"};
  return std::ranges::any_of(words, [&](std::string_view word) {
    return word.size() < statement.size() &&
           std::ranges::equal(word, statement.substr(0, word.size()), {}, {}, lower);
  });
}

/// Whether a text may make what we care for.
bool creates_something(std::string body) {
  std::ranges::transform(body, body.begin(), lower);
  static constexpr std::array<std::string_view, 12> objects{
      "table ",    "unlogged ",  "view ",      "materialized ", "sequence ", "function ",
      "procedure", "aggregate ", "or replace", "type ",         "domain ",   "schema "};
  const std::string_view create = "create ";
  for (std::size_t at = body.find(create); at != std::string::npos; at = body.find(create, at + 1)) {
    const std::string_view rest = std::string_view(body).substr(at + create.size());
    const auto follows = [&](std::string_view object) { return rest.starts_with(object); };
    if (std::ranges::any_of(objects, follows)) return true;
  }
  return false;
}

bool is_serial(const ColumnDef& column) {
  static constexpr std::array<std::string_view, 6> types{"serial",  "bigserial", "smallserial",
                                                         "serial4", "serial8",   "serial2"};
  const List* names = column.typeName == nullptr ? nullptr : column.typeName->names;
  return std::ranges::find(types, string_of(element_of(names, length_of(names) - 1))) != types.end();
}

class ScriptReader {
 public:
  ScriptReader(const ScriptOptions& options, Definitions& into) : options_(options), into_(into) {}

  void read(const Node& node) {
    if (const auto* set = node_cast<VariableSetStmt>(&node)) {
      set_path(*set);
    } else if (const auto* schema = node_cast<CreateSchemaStmt>(&node)) {
      into_.schemas.emplace(view_of(schema->schemaname));
    } else if (const auto* table = node_cast<CreateStmt>(&node)) {
      create(*table);
    } else if (const auto* foreign = node_cast<CreateForeignTableStmt>(&node)) {
      create(foreign->base);
    } else if (const auto* view = node_cast<ViewStmt>(&node)) {
      add_query(*view->view, view->aliases, view->query);
    } else if (const auto* made = node_cast<CreateTableAsStmt>(&node)) {
      add_query(*made->into->rel, made->into->colNames, made->query);
    } else if (const auto* sequence = node_cast<CreateSeqStmt>(&node)) {
      add_sequence(placed(name_of(*sequence->sequence)));
    } else if (const auto* index = node_cast<IndexStmt>(&node)) {
      create(*index);
    } else if (const auto* alter = node_cast<AlterTableStmt>(&node)) {
      add_columns(*alter);
    } else if (const auto* rename = node_cast<RenameStmt>(&node)) {
      add_name(*rename);
    } else if (const auto* function = node_cast<CreateFunctionStmt>(&node)) {
      create(*function);
    } else if (const auto* block = node_cast<DoStmt>(&node)) {
      look_into(*block);
    } else {
      create_type(node);
    }
  }

 private:
  RelationName placed(RelationName name) const {
    if (name.schema.empty()) name.schema = options_.schema;
    return name;
  }

  void set_path(const VariableSetStmt& set) {
    if (!options_.follows_search_path || view_of(set.name) != "search_path") return;
    const auto* first = node_cast<A_Const>(element_of(set.args, 0));
    if (first != nullptr && first->val.node.type == T_String) options_.schema = first->val.sval.sval;
  }

  /// A block defines what its statements define, whatever their conditions.
  void look_into(const DoStmt& block) {
    StatementParser parser;
    for (const DefElem& part : each<DefElem>(block.args)) {
      if (view_of(part.defname) != "as") continue;
      for (const EmbeddedSql& embedded : plpgsql_statements(string_of(part.arg))) {
        const auto parsed = parser.parse(embedded.sql);
        if (parsed && embedded.holes.empty()) {
          if (*parsed != nullptr) read(**parsed);
        } else if (creates_something(embedded.sql)) {
          into_.has_hidden_ones = true;
        }
      }
    }
  }

  void add_sequence(const RelationName& name) {
    for (const char* column : {"last_value", "log_cnt", "is_called"}) into_.relations[name].add(column);
  }

  /// What an index's columns are called is nobody's business.
  void add_index(const RelationName& name) { into_.relations[name].is_open = true; }

  void create(const CreateStmt& statement) {
    const RelationName name = placed(name_of(*statement.relation));
    DefinedColumns& columns = into_.add_relation(name);
    if (statement.ofTypename != nullptr) columns.add(looked_up(name_of(statement.ofTypename->names)));
    for (const RangeVar& parent : each<RangeVar>(statement.inhRelations)) {
      columns.add(looked_up(name_of(parent)));
    }
    for (const Node& element : each<Node>(statement.tableElts)) {
      if (const auto* column = node_cast<ColumnDef>(&element)) {
        columns.add(column->colname);
        add_indexes(name, *column);
      } else if (const auto* like = node_cast<TableLikeClause>(&element)) {
        columns.add(looked_up(name_of(*like->relation)));
      } else if (const auto* constraint = node_cast<Constraint>(&element)) {
        add_index(name, *constraint, constraint->keys);
      }
    }
  }

  void add_indexes(const RelationName& table, const ColumnDef& column) {
    const std::string stem = table.name + "_" + column.colname;
    if (is_serial(column)) add_sequence({table.schema, stem + "_seq"});
    for (const Constraint& constraint : each<Constraint>(column.constraints)) {
      if (constraint.contype == CONSTR_IDENTITY) add_sequence({table.schema, stem + "_seq"});
      if (constraint.contype == CONSTR_UNIQUE && constraint.conname == nullptr) {
        add_index({table.schema, stem + "_key"});
      } else {
        add_index(table, constraint, nullptr);
      }
    }
  }

  void add_index(const RelationName& table, const Constraint& constraint, const List* keys) {
    std::string name(view_of(constraint.conname));
    const bool is_key = constraint.contype == CONSTR_UNIQUE;
    if (!is_key && constraint.contype != CONSTR_PRIMARY && constraint.contype != CONSTR_EXCLUSION) return;
    if (name.empty() && constraint.contype == CONSTR_PRIMARY) name = table.name + "_pkey";
    if (name.empty() && is_key) {
      name = table.name;
      for (int i = 0; i < length_of(keys); ++i) name += "_" + std::string(string_of(element_of(keys, i)));
      name += "_key";
    }
    if (!name.empty()) add_index({table.schema, name});
  }

  void create(const IndexStmt& index) {
    const RelationName table = placed(name_of(*index.relation));
    std::string name(view_of(index.idxname));
    if (name.empty()) {
      name = table.name;
      for (const IndexElem& element : each<IndexElem>(index.indexParams)) {
        name += "_" + std::string(element.name == nullptr ? "expr" : element.name);
      }
      name += "_idx";
    }
    add_index({table.schema, name});
  }

  DefinedColumns looked_up(const RelationName& name) const {
    return columns_of(name, options_.schema, into_);
  }

  void add_query(const RangeVar& relation, const List* aliases, const Node* query) {
    DefinedColumns found;
    const auto* select = node_cast<SelectStmt>(query);
    if (select != nullptr) found = columns_of(*select, options_.schema, into_);
    found.is_open = found.is_open || select == nullptr;
    DefinedColumns columns;
    for (int i = 0; i < length_of(aliases); ++i)
      columns.names.emplace_back(string_of(element_of(aliases, i)));
    const std::size_t renamed = columns.names.size();
    if (renamed == 0) columns = found;
    for (std::size_t i = renamed; i < found.names.size(); ++i) columns.names.push_back(found.names[i]);
    into_.add_relation(placed(name_of(relation))).add(columns);
  }

  void add_columns(const AlterTableStmt& statement) {
    const auto relation = into_.relations.find(placed(name_of(*statement.relation)));
    if (relation == into_.relations.end()) return;
    for (const AlterTableCmd& command : each<AlterTableCmd>(statement.cmds)) {
      const auto* column = node_cast<ColumnDef>(command.def);
      const auto* constraint = node_cast<Constraint>(command.def);
      if (command.subtype == AT_AddColumn && column != nullptr) {
        relation->second.add(column->colname);
        add_indexes(relation->first, *column);
      } else if (command.subtype == AT_AddConstraint && constraint != nullptr) {
        add_index(relation->first, *constraint, constraint->keys);
      }
    }
  }

  void add_name(const RenameStmt& statement) {
    const std::string name(view_of(statement.newname));
    if (statement.relation != nullptr) {
      const auto relation = into_.relations.find(placed(name_of(*statement.relation)));
      if (relation == into_.relations.end()) return;
      if (statement.renameType == OBJECT_COLUMN) {
        relation->second.add(name);
      } else if (statement.renameType == OBJECT_TABLE || statement.renameType == OBJECT_VIEW ||
                 statement.renameType == OBJECT_INDEX || statement.renameType == OBJECT_SEQUENCE) {
        const DefinedColumns columns = relation->second;
        into_.add_relation({relation->first.schema, name}) = columns;
      }
    } else if (const auto* function = node_cast<ObjectWithArgs>(statement.object)) {
      into_.functions.insert({placed(name_of(function->objname)).schema, name});
    } else if (const auto* type = node_cast<List>(statement.object)) {
      if (statement.renameType == OBJECT_TYPE) into_.add_type({placed(name_of(type)).schema, name});
    }
  }

  void create(const CreateFunctionStmt& statement) {
    const RelationName name = placed(name_of(statement.funcname));
    into_.functions.insert(name);
    DefinedColumns columns;
    for (const FunctionParameter& parameter : each<FunctionParameter>(statement.parameters)) {
      if (parameter.mode == FUNC_PARAM_OUT || parameter.mode == FUNC_PARAM_INOUT ||
          parameter.mode == FUNC_PARAM_TABLE) {
        columns.names.emplace_back(view_of(parameter.name));
      }
    }
    const List* type = statement.returnType == nullptr ? nullptr : statement.returnType->names;
    if (!columns.names.empty() || type == nullptr) {
      into_.results[name] = columns;
    } else if (into_.relations.contains(placed(name_of(type)))) {
      into_.results[name] = looked_up(name_of(type));
    } else if (name_of(type).name == "record") {
      into_.results[name] = {{}, true};
    }
  }

  void create_type(const Node& node) {
    if (const auto* composite = node_cast<CompositeTypeStmt>(&node)) {
      DefinedColumns& columns = into_.add_relation(placed(name_of(*composite->typevar)));
      for (const ColumnDef& column : each<ColumnDef>(composite->coldeflist)) columns.add(column.colname);
    } else if (const auto* domain = node_cast<CreateDomainStmt>(&node)) {
      into_.add_type(placed(name_of(domain->domainname)));
    } else if (const auto* labels = node_cast<CreateEnumStmt>(&node)) {
      into_.add_type(placed(name_of(labels->typeName)));
    } else if (const auto* range = node_cast<CreateRangeStmt>(&node)) {
      create(*range);
    } else if (const auto* definition = node_cast<DefineStmt>(&node)) {
      const RelationName name = placed(name_of(definition->defnames));
      if (definition->kind == OBJECT_TYPE) into_.add_type(name);
      if (definition->kind == OBJECT_AGGREGATE) into_.functions.insert(name);
    }
  }

  /// Ranges and their multiranges come with constructors.
  void create(const CreateRangeStmt& range) {
    const RelationName name = placed(name_of(range.typeName));
    RelationName many{name.schema, name.name + "_multirange"};
    if (const std::size_t at = name.name.find("range"); at != std::string::npos) {
      many.name = std::string(name.name).replace(at, 0, "multi");
    }
    for (const DefElem& parameter : each<DefElem>(range.params)) {
      const auto* given = node_cast<TypeName>(parameter.arg);
      if (view_of(parameter.defname) == "multirange_type_name" && given != nullptr) {
        many = placed(name_of(given->names));
      }
    }
    for (const RelationName& type : {name, many}) {
      into_.add_type(type);
      into_.functions.insert(type);
    }
  }

  ScriptOptions options_;
  Definitions& into_;
};

}  // namespace

std::string read_script(std::string_view text, const ScriptOptions& options, Definitions& into) {
  const std::string script = without_placeholders(text);
  ScriptReader reader(options, into);
  StatementParser parser;
  std::string problems;
  for (const StatementText& statement : split_script(script).statements) {
    const std::string_view sql = slice(script, statement.at);
    if (is_data(sql)) continue;
    const auto parsed = parser.parse(sql);
    if (!parsed) {
      problems += parsed.error().message + ": " + std::string(sql.substr(0, 200)) + "\n";
    } else if (*parsed != nullptr) {
      reader.read(**parsed);
    }
  }
  return problems;
}

}  // namespace floodwall
