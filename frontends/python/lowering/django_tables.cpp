#include "frontends/python/lowering/django_tables.h"

#include <algorithm>
#include <array>
#include <utility>

#include "analyzer/base/ascii.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::SqlName;
using host::SqlTableName;
using host::SqlWriter;
using host::Text;

struct Method {
  std::string_view index;
  std::string_view method;
};
constexpr auto methods = std::to_array<Method>({{"Index", ""},
                                                {"BTreeIndex", "btree"},
                                                {"GinIndex", "gin"},
                                                {"GistIndex", "gist"},
                                                {"SpGistIndex", "spgist"},
                                                {"BrinIndex", "brin"},
                                                {"HashIndex", "hash"},
                                                {"BloomIndex", "bloom"}});

bool is_model_part(std::string_view path) {
  return path.starts_with("django.db.models.") || path.starts_with("django.contrib.postgres.");
}

std::optional<SqlName> own_name(const CallBook& book, const CallEvent& call) {
  const Given name = book.argument(call, "name");
  if (!name || name.is_nothing()) return std::nullopt;
  const std::optional<Text> text = name.constant();
  if (text && text->bytes().find("%(") != std::string::npos)  // %(class)s
    return SqlName{.text = {}, .at = name.at, .written = text->bytes()};
  return name_of(name);
}

/// `(a, b DESC, <expression>)`
void write_parts(SqlWriter& sql, const CallBook& book, const CallEvent& call, const ColumnOfField& column) {
  const Given fields = book.argument(call, "fields");
  const CallBook::Sequence expressions = book.positional(call, 0);
  std::string_view separator = "(";
  if (fields) {
    const std::optional<CallBook::Sequence> items = book.items(fields);
    if (!items) {
      sql.glue(std::exchange(separator, ", ")).hole(HoleKind::Identifier, fields.at, fields.written);
    } else {
      for (const Given& item : items->items) {
        sql.glue(std::exchange(separator, ", ")).name(column(item));
        if (const std::optional<Text> text = item.constant(); text && text->bytes().starts_with('-'))
          sql.words(" DESC", item.at);
      }
    }
  }
  for (const Given& item : expressions.items) {
    sql.words(std::exchange(separator, ", "), item.at).words("(", item.at);
    sql.hole(HoleKind::Value, item.at, item.written).glue(")");
  }
  if (separator == "(")
    sql.glue("(").hole(HoleKind::Identifier, call.call->at, book.program().written(call.call->at));
  sql.glue(")");
}

void write_condition(SqlWriter& sql, const CallBook& book, const CallEvent& call) {
  const Given condition = book.argument(call, "condition");
  if (condition && !condition.is_nothing())
    sql.words(" WHERE (", condition.whole).hole(HoleKind::Value, condition.at, condition.written).glue(")");
}

}  // namespace

std::optional<Text> create_django_index(const CallBook& book, const CallEvent& call,
                                        const SqlTableName& table, const ColumnOfField& column,
                                        const DjangoIndexOptions& options) {
  const auto known = std::ranges::find(methods, last_word(call.path), &Method::index);
  if (known == methods.end() || !is_model_part(call.path)) return std::nullopt;
  const Span at = callee_at(call);
  SqlWriter sql;
  sql.words(options.concurrently ? "CREATE INDEX CONCURRENTLY " : "CREATE INDEX ", at);
  if (const std::optional<SqlName> name = own_name(book, call)) sql.name(*name).glue(" ");
  sql.words("ON ", at).name(table).words(" ", at);
  if (!known->method.empty()) sql.words("USING " + std::string(known->method) + " ", at);
  write_parts(sql, book, call, column);
  write_condition(sql, book, call);
  return sql.take();
}

std::optional<DjangoConstraint> read_django_constraint(const CallBook& book, const CallEvent& call,
                                                       const SqlTableName& table,
                                                       const ColumnOfField& column) {
  if (!is_model_part(call.path)) return std::nullopt;
  const std::string_view word = last_word(call.path);
  const Span at = callee_at(call);
  const std::optional<SqlName> name = own_name(book, call);
  SqlWriter sql;
  DjangoConstraint constraint;
  if (word == "CheckConstraint") {
    Given condition = book.argument(call, "condition");
    if (!condition) condition = book.argument(call, "check");
    if (!condition) return std::nullopt;
    if (name) sql.words("CONSTRAINT ", at).name(*name).words(" ", at);
    sql.words("CHECK (", condition.whole).hole(HoleKind::Value, condition.at, condition.written).glue(")");
    constraint.element = sql.take();
    return constraint;
  }
  if (word != "UniqueConstraint") return std::nullopt;
  const Given condition = book.argument(call, "condition");
  const bool is_index = (condition && !condition.is_nothing()) || !book.positional(call, 0).items.empty();
  if (is_index) {
    sql.words("CREATE UNIQUE INDEX ", at);
    if (name) sql.name(*name).glue(" ");
    sql.words("ON ", at).name(table).words(" ", at);
    write_parts(sql, book, call, column);
    write_condition(sql, book, call);
    constraint.index = sql.take();
  } else {
    if (name) sql.words("CONSTRAINT ", at).name(*name).words(" ", at);
    sql.words("UNIQUE ", at);
    write_parts(sql, book, call, column);
    constraint.element = sql.take();
  }
  return constraint;
}

DjangoTable::DjangoTable(const DjangoModels& models, SqlTableName name, std::string_view model, Span at)
    : models_(models), model_(model) {
  table_.name = std::move(name);
  table_.at = at;
  facts_.table = table_.name;
}

void DjangoTable::hide(Span at, std::string_view written) {
  if (!table_.hidden) table_.hidden = host::HiddenPart{at, std::string(written)};
}

bool DjangoTable::add_field(const CallEvent& call, const SqlName& name) {
  std::optional<DjangoField> field = read_django_field(models_, call, name, model_);
  if (!field) {
    if (!is_columnless(call.path)) hide(call.call->at, models_.book.program().written(call.call->at));
    return false;
  }
  const std::string field_name(host::bytes_of(name));
  if (field->is_many_to_many) {
    if (field->join_table) {
      joins_.push_back(create_join_table(models_, *field, table_.name, model_, call.call->at));
      facts_.joins.emplace(field_name, field->join_table->table);
    }
    return true;
  }
  if (field->indexed) {
    SqlWriter index;
    index.words("CREATE INDEX ON ", *field->indexed).name(table_.name).words(" (", *field->indexed);
    table_.further.push_back(index.name(field->column.name).words(")", *field->indexed).take());
  }
  if (models_.book.truth(call, CallBook::nowhere, "parent_link", false) != Truth::No) has_parent_link_ = true;
  if (field->column.primary) facts_.key_type = field->column.type;
  facts_.columns.emplace(field_name, field->column.name);
  table_.columns.push_back(std::move(field->column));
  return true;
}

void DjangoTable::add_parent(const SqlTableName& parent, std::string_view model, Span at) {
  if (has_parent_link_) {
    is_linked_ = true;
    return;
  }
  SqlName name = host::made_name(ascii_lower(model) + "_ptr_id", at);
  host::SqlColumn column = reference_column(models_, std::move(name), parent, model, at);
  column.primary = at;
  table_.columns.insert(table_.columns.begin(), std::move(column));
}

SqlName DjangoTable::column(const Given& field) const {
  SqlName name = plain_field(field);
  if (!name.text) return name;
  const std::string bytes = name.text->bytes();
  const auto known = facts_.columns.find(bytes);
  if (known == facts_.columns.end()) {
    name.written = bytes;
    name.text.reset();  // a field of a base in another file: its column may be called otherwise
  } else if (known->second.text && known->second.text->bytes() != bytes) {
    name.text = known->second.text->seen_at(field.at);
  }
  return name;
}

void DjangoTable::add_order(const Given& order_with_respect_to) {
  if (!order_with_respect_to || order_with_respect_to.is_nothing()) return;
  const Span at = order_with_respect_to.whole;
  host::SqlColumn column{.name = host::made_name("_order", at), .at = at};
  column.type = SqlWriter().words("integer", at).take();
  column.rest = SqlWriter().words(" NOT NULL", at).take();
  table_.columns.push_back(std::move(column));
}

void DjangoTable::add_unique_together(const Given& fields) {
  const std::optional<CallBook::Sequence> items = models_.book.items(fields);
  if (!items || items->items.empty()) return;
  const auto add = [&](const CallBook::Sequence& names, Span at) {
    SqlWriter sql;
    sql.words("UNIQUE ", at);
    std::string_view separator = "(";
    for (const Given& name : names.items) sql.glue(std::exchange(separator, ", ")).name(column(name));
    if (separator != "(") table_.constraints.push_back(sql.glue(")").take());
  };
  if (items->items.front().value->is_text()) return add(*items, fields.at);
  for (const Given& item : items->items) {
    if (const std::optional<CallBook::Sequence> names = models_.book.items(item)) add(*names, item.at);
  }
}

void DjangoTable::add_indexes(const Given& list) {
  const std::optional<CallBook::Sequence> items = models_.book.items(list);
  if (!items) return;
  for (const Given& item : items->items) {
    const CallEvent* call = models_.book.maker(item);
    if (call == nullptr) continue;
    std::optional<Text> index = create_django_index(models_.book, *call, table_.name,
                                                    [&](const Given& field) { return column(field); }, {});
    if (index) table_.further.push_back(*std::move(index));
  }
}

void DjangoTable::add_constraints(const Given& list) {
  const std::optional<CallBook::Sequence> items = models_.book.items(list);
  if (!items) return;
  for (const Given& item : items->items) {
    const CallEvent* call = models_.book.maker(item);
    if (call == nullptr) continue;
    std::optional<DjangoConstraint> constraint = read_django_constraint(
        models_.book, *call, table_.name, [&](const Given& field) { return column(field); });
    if (!constraint) continue;
    if (!constraint->element.empty()) table_.constraints.push_back(std::move(constraint->element));
    if (!constraint->index.empty()) table_.further.push_back(std::move(constraint->index));
  }
}

Text DjangoTable::create() {
  const bool has_key = is_linked_ || std::ranges::any_of(table_.columns, [](const host::SqlColumn& column) {
                         return column.primary.has_value();
                       });
  if (!has_key && !table_.hidden) table_.columns.insert(table_.columns.begin(), default_key(table_.at));
  host::SqlTable table = table_;
  table.further.insert(table.further.end(), joins_.begin(), joins_.end());
  return host::create_table(table);
}

DjangoModel DjangoTable::facts() const {
  DjangoModel facts = facts_;
  facts.is_complete = !table_.hidden;
  return facts;
}

}  // namespace floodwall::python
