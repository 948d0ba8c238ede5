#include "frontends/python/lowering/odoo.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "frontends/host_values/sql_table.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Class;
using host::SqlName;
using host::SqlWriter;
using host::Statement;
using host::Text;

bool is_model(const ClassBook& classes, const Class& klass) {
  return std::ranges::any_of(klass.bases, [&](const host::Argument& base) {
    if (base.value == nullptr) return false;
    const std::string path = classes.flow().path_of(*base.value);
    return path == "odoo.models.Model" || path == "openerp.models.Model";
  });
}

/// A model's table: `_table`, or `_name` with underscores. A model that is only extended has its name
/// elsewhere.
std::optional<SqlName> table_of(const ClassBook& classes, const Class& klass) {
  if (const Given table = classes.attribute(klass, "_table")) return name_of(table);
  if (const Given name = classes.attribute(klass, "_name")) {
    const std::optional<Text> text = name.constant();
    if (!text) return name_of(name);
    std::string table = text->bytes();
    std::ranges::replace(table, '.', '_');
    return host::made_name(table, name.at);
  }
  const Given extended = classes.attribute(klass, "_inherit");
  const std::optional<Text> text = extended.constant();
  if (!text) return std::nullopt;
  return SqlName{.text = {}, .at = extended.at, .written = text->bytes()};
}

/// ` ON DELETE …`; empty if it is none of Odoo's actions.
Text delete_action(const Given& given) {
  const std::optional<Text> text = given.constant();
  if (!text) return {};
  const std::string& action = text->bytes();
  if (action != "cascade" && action != "restrict" && action != "set null") return {};
  return SqlWriter().words(" ON DELETE ", given.whole).sql(*text).take();
}

}  // namespace

std::optional<Text> lower_odoo_model(const ClassBook& classes, const Class& klass) {
  if (!is_model(classes, klass) || !is_true(classes, klass, "_auto", true)) return std::nullopt;
  const std::optional<SqlName> name = table_of(classes, klass);
  if (!name) return std::nullopt;
  const CallBook& book = classes.calls();
  host::SqlTable table{.name = {.schema = {}, .table = *name}, .at = klass.name_at};
  for (const Statement* statement : klass.body) {
    const CallEvent* call =
        statement->kind == Statement::Kind::Assign ? book.find(statement->value) : nullptr;
    if (call == nullptr || statement->target == nullptr || last_word(call->path) != "Many2one") continue;
    const Given model = book.argument(*call, 0, "comodel_name");
    const Text action = delete_action(book.argument(*call, "ondelete"));
    if (!model || action.empty()) continue;
    SqlName target = name_of(model);
    if (target.text) target.written = target.text->bytes();
    target.text.reset();  // `_table` may call it anything
    host::SqlColumn column{.at = statement->value->at};
    column.name.text.emplace().append(statement->target->word, statement->target->at, Text::Origin::Verbatim);
    column.type = SqlWriter().words("integer", callee_at(*call)).take();
    SqlWriter rest;
    if (book.truth(*call, CallBook::nowhere, "required", false) == Truth::Yes)
      rest.words(" NOT NULL", book.argument(*call, "required").whole);
    column.rest = rest.words(" REFERENCES ", model.at).name(target).sql(action).take();
    table.columns.push_back(std::move(column));
  }
  if (table.columns.empty()) return std::nullopt;
  table.hidden = host::HiddenPart{klass.name_at, std::string(klass.name)};
  return host::create_table(table);
}

std::span<const LoweredOperation> odoo_definitions() {
  static constexpr auto definitions = std::to_array<LoweredOperation>({
      {"Odoo", "Many2one(ondelete=)", "the foreign key in the model's table; the rest of the table is a hole",
       R"(class Line(odoo.models.Model):
    _name = "sale.order.line"
    order_id = odoo.fields.Many2one("sale.order", required=True, ondelete="cascade"))",
       R"(CREATE TABLE sale_order_line (
  order_id integer NOT NULL REFERENCES {sale.order} ON DELETE cascade {Line}
))"},
  });
  return definitions;
}

}  // namespace floodwall::python
