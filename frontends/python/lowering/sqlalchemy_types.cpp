#include "frontends/python/lowering/sqlalchemy_types.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "analyzer/base/ascii.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::SqlWriter;
using host::Text;

enum class Shape : std::uint8_t {
  Plain,
  Length,     ///< varchar(50)
  Precision,  ///< numeric(10, 2)
  Zone,       ///< timezone=True: the type with `tz`
  Array,      ///< of its first argument
  Enum,       ///< a type of its own
};

struct Type {
  std::string_view name;  ///< the class
  std::string_view sql;
  Shape shape = Shape::Plain;
};

/// What sqlalchemy.dialects.postgresql.base.PGTypeCompiler makes of them.
constexpr auto types = std::to_array<Type>({
    {"String", "varchar", Shape::Length},
    {"Unicode", "varchar", Shape::Length},
    {"VARCHAR", "varchar", Shape::Length},
    {"AutoString", "varchar", Shape::Length},
    {"CHAR", "char", Shape::Length},
    {"Text", "text"},
    {"UnicodeText", "text"},
    {"TEXT", "text"},
    {"CITEXT", "citext"},
    {"Integer", "integer"},
    {"INTEGER", "integer"},
    {"INT", "integer"},
    {"BigInteger", "bigint"},
    {"BIGINT", "bigint"},
    {"SmallInteger", "smallint"},
    {"SMALLINT", "smallint"},
    {"Boolean", "boolean"},
    {"BOOLEAN", "boolean"},
    {"Numeric", "numeric", Shape::Precision},
    {"NUMERIC", "numeric", Shape::Precision},
    {"DECIMAL", "numeric", Shape::Precision},
    {"Float", "float", Shape::Precision},
    {"FLOAT", "float", Shape::Precision},
    {"REAL", "real"},
    {"Double", "double precision"},
    {"DOUBLE", "double precision"},
    {"DOUBLE_PRECISION", "double precision"},
    {"MONEY", "money"},
    {"DateTime", "timestamp", Shape::Zone},
    {"DATETIME", "timestamp", Shape::Zone},
    {"TIMESTAMP", "timestamp", Shape::Zone},
    {"Date", "date"},
    {"DATE", "date"},
    {"Time", "time", Shape::Zone},
    {"TIME", "time", Shape::Zone},
    {"Interval", "interval"},
    {"INTERVAL", "interval"},
    {"LargeBinary", "bytea"},
    {"BYTEA", "bytea"},
    {"PickleType", "bytea"},
    {"JSON", "json"},
    {"JSONB", "jsonb"},
    {"UUID", "uuid"},
    {"Uuid", "uuid"},
    {"ARRAY", "", Shape::Array},
    {"Enum", "", Shape::Enum},
    {"ENUM", "", Shape::Enum},
    {"INET", "inet"},
    {"CIDR", "cidr"},
    {"MACADDR", "macaddr"},
    {"MACADDR8", "macaddr8"},
    {"TSVECTOR", "tsvector"},
    {"TSQUERY", "tsquery"},
    {"HSTORE", "hstore"},
    {"OID", "oid"},
    {"REGCLASS", "regclass"},
    {"INT4RANGE", "int4range"},
    {"INT8RANGE", "int8range"},
    {"NUMRANGE", "numrange"},
    {"DATERANGE", "daterange"},
    {"TSRANGE", "tsrange"},
    {"TSTZRANGE", "tstzrange"},
});

struct Annotation {
  std::string_view written;
  std::string_view sql;
  bool is_time = false;
};
constexpr auto annotations = std::to_array<Annotation>({
    {"int", "integer"},
    {"str", "varchar"},
    {"bool", "boolean"},
    {"float", "float"},
    {"bytes", "bytea"},
    {"Decimal", "numeric"},
    {"UUID", "uuid"},
    {"datetime", "timestamp", true},
    {"date", "date"},
    {"time", "time", true},
    {"timedelta", "interval"},
});

Text unknown(const Given& type) {
  SqlWriter sql;
  sql.hole(HoleKind::Identifier, type.at, type.written);
  return sql.take();
}

/// `(10, 2)`; a hole for the whole if one of them is not known: PostgreSQL takes no names there.
void write_numbers(const CallBook& book, const CallEvent& call, std::initializer_list<std::string_view> names,
                   SqlWriter& sql) {
  std::string numbers;
  Span at;
  std::size_t position = 0;
  for (const std::string_view name : names) {
    const Given number = book.argument(call, position++, name);
    if (!number || number.is_nothing()) break;
    if (number.value->kind != host::Value::Kind::Number || !number.value->number || number.value->is_open) {
      sql.glue(" ").hole(HoleKind::Fragment, number.at, number.written);
      return;
    }
    at = numbers.empty() ? number.at : at.joined(number.at);
    numbers += (numbers.empty() ? "(" : ", ") + std::to_string(*number.value->number);
  }
  if (!numbers.empty()) sql.words(numbers + ")", at);
}

/// An enumerated type is called what `name` says, else after its Python class.
Text enumeration(const CallBook& book, const CallEvent& call, const Given& type) {
  if (book.truth(call, CallBook::nowhere, "native_enum", true) != Truth::Yes) return unknown(type);
  SqlWriter sql;
  if (const Given schema = book.argument(call, "schema"); schema && !schema.is_nothing())
    sql.name(name_of(schema)).glue(".");
  if (const Given name = book.argument(call, "name"); name && !name.is_nothing()) {
    sql.name(name_of(name));
    return sql.take();
  }
  const CallBook::Sequence members = book.positional(call, 0);
  if (members.items.size() != 1 || members.hidden) return unknown(type);
  const Given& member = members.items[0];
  const bool is_class = member.value->kind == host::Value::Kind::Unknown && member.expression != nullptr &&
                        (member.expression->kind == host::Expression::Kind::Name ||
                         member.expression->kind == host::Expression::Kind::Member) &&
                        !member.expression->word.empty() &&
                        std::isupper(static_cast<unsigned char>(member.expression->word[0])) != 0;
  if (!is_class) return unknown(type);
  const std::string_view path = member.value->path;
  const std::string_view name = path.empty() ? member.expression->word : last_word(path);
  sql.name(host::made_name(ascii_lower(name), member.at));
  return sql.take();
}

Text type_of(const CallBook& book, const Given& type, int depth);

Text called_type(const CallBook& book, const CallEvent& call, const Type& known, const Given& type,
                 int depth) {
  SqlWriter sql;
  switch (known.shape) {
    case Shape::Plain:
      break;
    case Shape::Length:
      sql.words(known.sql, type.at);
      write_numbers(book, call, {"length"}, sql);
      return sql.take();
    case Shape::Precision:
      sql.words(known.sql, type.at);
      if (known.sql == "float") {
        write_numbers(book, call, {"precision"}, sql);
      } else {
        write_numbers(book, call, {"precision", "scale"}, sql);
      }
      return sql.take();
    case Shape::Zone: {
      const Truth zone = book.truth(call, 0, "timezone", false);
      if (zone == Truth::Unknown) return unknown(type);
      sql.words(std::string(known.sql) + (zone == Truth::Yes ? "tz" : ""), type.at);
      return sql.take();
    }
    case Shape::Array: {
      const Given item = book.argument(call, 0, "item_type");
      if (!item) return unknown(type);
      return sql.sql(type_of(book, item, depth + 1)).words("[]", type.at).take();
    }
    case Shape::Enum:
      return enumeration(book, call, type);
  }
  return sql.words(known.sql, type.at).take();
}

/// What a type is made of may be made of others without end: x = ARRAY(x), again and again.
Text type_of(const CallBook& book, const Given& type, int depth) {
  constexpr int deepest = 6;
  if (!type) return {};
  if (deepest < depth) return unknown(type);
  const CallEvent* call = book.maker(type);
  if (call != nullptr && call->path.ends_with(".with_variant")) {
    const std::optional<Text> dialect = book.argument(*call, 1).constant();
    if (dialect && dialect->bytes() == "postgresql") return type_of(book, book.argument(*call, 0), depth + 1);
    const host::Expression* general = object_of(*call);
    if (!dialect || general == nullptr) return unknown(type);
    return type_of(book, book.given(call->receiver, *general), depth + 1);
  }
  const std::string_view path = call != nullptr ? std::string_view(call->path) : type.value->path;
  if (!is_sqlalchemy(path) || (call == nullptr && path.ends_with("()"))) return unknown(type);
  const auto known = std::ranges::find(types, last_word(path), &Type::name);
  if (known == types.end()) return unknown(type);
  if (call != nullptr) return called_type(book, *call, *known, type, depth);
  if (known->sql.empty()) return unknown(type);
  return SqlWriter().words(known->sql, type.at).take();
}

}  // namespace

bool is_sqlalchemy(std::string_view path) {
  if (path.find(".dialects.") != std::string_view::npos)
    return path.starts_with("sqlalchemy.dialects.postgresql.");
  if (path.starts_with("sqlalchemy.") || path.starts_with("sqlmodel.") ||
      path.starts_with("flask_sqlalchemy.") || path.starts_with("geoalchemy2.")) {
    return true;
  }
  const std::string_view owner = owner_path(path);
  return owner == "db" || owner.ends_with(".db") || owner == "sa" || owner.ends_with(".sa");
}

Text sqlalchemy_type(const CallBook& book, const Given& type) { return type_of(book, type, 0); }

std::string_view serial_for(const Text& type) {
  if (type.bytes() == "integer") return "serial";
  if (type.bytes() == "bigint") return "bigserial";
  if (type.bytes() == "smallint") return "smallserial";
  return "";
}

Text annotated_type(std::string_view annotation, Span at, bool knows_times) {
  const auto known = std::ranges::find(annotations, last_word(annotation), &Annotation::written);
  SqlWriter sql;
  if (known == annotations.end() || (known->is_time && !knows_times))
    return sql.hole(HoleKind::Identifier, at, annotation).take();
  return sql.words(known->sql, at).take();
}

}  // namespace floodwall::python
