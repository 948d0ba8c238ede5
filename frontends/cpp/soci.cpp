#include "frontends/cpp/soci.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "frontends/host_values/format.h"
#include "frontends/host_values/signs.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

using host::CallEvent;
using host::Expression;
using host::Value;

/// A statement while it is put together from what calls say.
class Statement {
 public:
  explicit Statement(const host::Program& program) : program_(program) {}

  Statement& words(std::string_view sql, Span at) {
    host::Text text;
    text.append(sql, at, SourceMap::Origin::Decoded);
    value_ = host::joined(value_, {host::text_value(std::move(text)), at, ""});
    return *this;
  }
  /// The argument at `position`, as it is; a text from elsewhere is seen where it is named.
  Statement& argument(const CallEvent& event, std::size_t position) {
    const Expression* expression = event.expression(position);
    if (expression == nullptr) return hole(event.call->at);
    Value value = *event.argument(position);
    if (expression->kind != Expression::Kind::Text && value.is_text()) {
      for (host::Text& text : value.texts.own()) text = text.seen_at(expression->at);
    }
    value_ = host::joined(value_, {std::move(value), expression->at, program_.written(expression->at)});
    return *this;
  }
  Statement& type(const CallEvent& event, std::size_t position);
  const Value& value() const { return value_; }

 private:
  Statement& hole(Span at) {
    value_ = host::joined(value_, {.value = {}, .at = at, .written = program_.written(at)});
    return *this;
  }

  const host::Program& program_;
  Value value_ = host::text_value({});
};

struct DataType {
  std::string_view name;
  std::string_view sql;
  std::string_view sized;  ///< what stands in front of the precision, if one is given; empty: it is ignored
};
constexpr std::array data_types = std::to_array<DataType>({
    {"dt_string", "text", "varchar"},
    {"db_string", "text", "varchar"},
    {"dt_double", "numeric", "numeric"},
    {"db_double", "numeric", "numeric"},
    {"dt_date", "timestamp", ""},
    {"db_date", "timestamp", ""},
    {"dt_integer", "integer", ""},
    {"db_int8", "smallint", ""},
    {"db_uint8", "smallint", ""},
    {"db_int16", "smallint", ""},
    {"db_uint16", "integer", ""},
    {"db_int32", "integer", ""},
    {"db_uint32", "bigint", ""},
    {"dt_long_long", "bigint", ""},
    {"db_int64", "bigint", ""},
    {"dt_unsigned_long_long", "bigint", ""},
    {"db_uint64", "bigint", ""},
    {"dt_blob", "oid", ""},
    {"db_blob", "oid", ""},
    {"dt_xml", "xml", ""},
    {"db_xml", "xml", ""},
});

Statement& Statement::type(const CallEvent& event, std::size_t position) {
  const Expression* named = event.expression(position);
  const auto known =
      named == nullptr ? data_types.end() : std::ranges::find(data_types, named->word, &DataType::name);
  if (known == data_types.end()) return hole(named == nullptr ? event.call->at : named->at);
  const Expression* precision = event.expression(position + 1);
  const bool is_sized = precision != nullptr && precision->word != "0" && !known->sized.empty();
  if (!is_sized) return words(known->sql, named->at);
  words(known->sized, named->at).words("(", precision->at).argument(event, position + 1);
  if (known->sized == "numeric" && event.expression(position + 2) != nullptr)
    words(", ", precision->at).argument(event, position + 2);
  return words(")", precision->at);
}

Span place(const CallEvent& event) {
  const Expression& callee = *event.call->operands.front();
  return {callee.at.begin, event.call->at.end};
}

void drop_table(const CallEvent& event, Statement& sql) {
  sql.words("DROP TABLE ", place(event)).argument(event, 0);
}
void truncate_table(const CallEvent& event, Statement& sql) {
  sql.words("TRUNCATE TABLE ", place(event)).argument(event, 0);
}
void create_table(const CallEvent& event, Statement& sql) {
  sql.words("CREATE TABLE ", place(event)).argument(event, 0).words(" (", place(event));
}
void add_column(const CallEvent& event, Statement& sql) {
  sql.words("ALTER TABLE ", place(event)).argument(event, 0).words(" ADD COLUMN ", place(event));
  sql.argument(event, 1).words(" ", place(event)).type(event, 2);
}
void alter_column(const CallEvent& event, Statement& sql) {
  sql.words("ALTER TABLE ", place(event)).argument(event, 0).words(" ALTER COLUMN ", place(event));
  sql.argument(event, 1).words(" TYPE ", place(event)).type(event, 2);
}
void drop_column(const CallEvent& event, Statement& sql) {
  sql.words("ALTER TABLE ", place(event)).argument(event, 0).words(" DROP COLUMN ", place(event));
  sql.argument(event, 1);
}

struct Method {
  SociMethod shown;
  void (*begin)(const CallEvent&, Statement&);
};
constexpr auto methods = std::to_array<Method>({
    {{"drop_table", R"(session.drop_table("orders");)", "DROP TABLE orders"}, drop_table},
    {{"truncate_table", R"(session.truncate_table("orders");)", "TRUNCATE TABLE orders"}, truncate_table},
    {{"create_table",
      R"(session.create_table("orders").column("id", soci::dt_integer)("not null").primary_key("pk", "id");)",
      "CREATE TABLE orders (id integer not null, CONSTRAINT pk PRIMARY KEY (id))"},
     create_table},
    {{"add_column", R"(session.add_column("orders", "note", soci::dt_string, 20);)",
      "ALTER TABLE orders ADD COLUMN note varchar(20)"},
     add_column},
    {{"alter_column", R"(session.alter_column("orders", "note", soci::dt_string);)",
      "ALTER TABLE orders ALTER COLUMN note TYPE text"},
     alter_column},
    {{"drop_column", R"(session.drop_column("orders", "note");)", "ALTER TABLE orders DROP COLUMN note"},
     drop_column},
});

/// A statement that calls behind the first one go on with.
struct Begun {
  Statement sql;
  bool is_table;  ///< CREATE TABLE: to be closed
  bool wants_comma = false;
};

/// What follows: ddl.column(…), ddl("not null"). False: something else.
bool go_on(const CallEvent& event, std::string_view method, Begun& begun) {
  Statement& sql = begun.sql;
  const bool is_part =
      method == "column" || method == "unique" || method == "primary_key" || method == "foreign_key";
  if (is_part) {
    if (begun.wants_comma) sql.words(", ", place(event));
    begun.wants_comma = true;
  }
  if (method == "column") {
    sql.argument(event, 0).words(" ", place(event)).type(event, 1);
  } else if (method == "unique" || method == "primary_key" || method == "foreign_key") {
    sql.words("CONSTRAINT ", place(event)).argument(event, 0);
    sql.words(method == "unique"        ? " UNIQUE ("
              : method == "primary_key" ? " PRIMARY KEY ("
                                        : " FOREIGN KEY (",
              place(event));
    sql.argument(event, 1).words(")", place(event));
    if (method == "foreign_key") {
      sql.words(" REFERENCES ", place(event)).argument(event, 2).words(" (", place(event));
      sql.argument(event, 3).words(")", place(event));
    }
  } else if (method.empty() && event.call->arguments.size() == 1) {
    sql.words(" ", place(event)).argument(event, 0);
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::vector<SociMethod> soci_methods() {
  std::vector<SociMethod> shown;
  for (const Method& method : methods) shown.push_back(method.shown);
  return shown;
}

SociTables::SociTables(const host::Program& program, const std::deque<CallEvent>& events,
                       const ClassOf& class_of_object) {
  if (!host::holds(program.text, "soci")) return;
  std::map<const Expression*, Begun> all;        // by the call that begins it
  std::map<const Expression*, Begun*> begun_by;  // by each of its calls
  for (const CallEvent& event : events) {
    const Expression& callee = *event.call->operands.front();
    const bool is_method = callee.kind == Expression::Kind::Member;
    const auto method = is_method ? std::ranges::find(methods, callee.word,
                                                      [](const Method& each) { return each.shown.name; })
                                  : methods.end();
    const Expression* object = is_method ? callee.operands.front() : &callee;
    // ddl.column(…).column(…), ddl_type ddl = session.create_table(…); ddl.column(…)
    const Expression* before = object->kind == Expression::Kind::Call ? object : event.receiver.made_by;
    if (const auto begun = begun_by.find(before); begun != begun_by.end()) {
      if (go_on(event, is_method ? callee.word : "", *begun->second)) begun_by[event.call] = begun->second;
      continue;
    }
    if (method == methods.end() || event.arguments.empty()) continue;
    const std::string_view of = class_of_object(event);
    const bool sounds_like_session = host::Words(object->word).has_any({"session", "sql", "db", "soci"});
    if (of.empty() ? !sounds_like_session : of != "session") continue;
    Begun begun{.sql = Statement(program), .is_table = callee.word == "create_table"};
    method->begin(event, begun.sql);
    begun_by[event.call] = &all.emplace(event.call, std::move(begun)).first->second;
  }
  for (auto& [call, begun] : all) {
    if (begun.is_table) begun.sql.words(")", call->at);
    sent_.emplace(call, begun.sql.value());
  }
}

std::optional<Value> SociTables::sent_by(const CallEvent& event) const {
  const auto sent = sent_.find(event.call);
  return sent == sent_.end() ? std::nullopt : std::optional(sent->second);
}

}  // namespace floodwall::cpp
