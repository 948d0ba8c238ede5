#include "frontends/python/lowering/declarative_base.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "frontends/python/lowering/sqlalchemy_types.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Class;
using host::Expression;
using host::SqlName;
using host::Statement;

/// Bases that bring no columns.
bool is_bare_base(std::string_view word) {
  static constexpr std::array<std::string_view, 9> bases = {"declarative_base",
                                                            "DeclarativeBase",
                                                            "DeclarativeBaseNoMeta",
                                                            "MappedAsDataclass",
                                                            "AsyncAttrs",
                                                            "object",
                                                            "ABC",
                                                            "Generic",
                                                            "Protocol"};
  return std::ranges::find(bases, word) != bases.end();
}

/// Looks at each class once, however many ways lead to it.
void climb(const ClassBook& classes, const Class& klass, DeclarativeBase& ancestry,
           std::set<const Class*>& seen, int depth) {
  if (depth == deepest_base) return;
  for (const host::Argument& base : klass.bases) {
    if (!base.name.empty() || base.value == nullptr) continue;
    const Expression& expression =
        base.value->kind == Expression::Kind::Index ? *base.value->operands[0] : *base.value;
    if (const Class* own = classes.find(expression); own != nullptr && own != &klass) {
      if (most_bases < seen.size() || !seen.insert(own).second) continue;
      if (ClassBook::assignment(*own, "__tablename__") != nullptr) {
        ancestry.inherits_table = true;
      } else {
        ancestry.mixins.push_back(own);
      }
      if (ClassBook::assignment(*own, "type_annotation_map") != nullptr) ancestry.knows_times = false;
      if (const Given metadata = classes.attribute(*own, "metadata"))
        ancestry.default_schema = schema_of(classes, metadata);
      climb(classes, *own, ancestry, seen, depth + 1);
      continue;
    }
    const std::string path = classes.flow().path_of(expression);
    const std::string_view word = last_word(path);
    if (word == "SQLModel") {
      ancestry.is_sqlmodel = true;
    } else if (word == "Model" && is_sqlalchemy(path)) {
      ancestry.is_flask = true;
    } else if (word == "declarative_base") {
      const host::Value value = classes.flow().value_of(expression);
      if (const CallEvent* made = classes.calls().maker(value)) {
        if (classes.calls().argument(*made, "type_annotation_map")) ancestry.knows_times = false;
        ancestry.default_schema = schema_of(classes, classes.calls().argument(*made, "metadata"));
      }
    } else if (!is_bare_base(word)) {
      ancestry.knows_times = false;
      if (!ancestry.hidden)
        ancestry.hidden =
            host::HiddenPart{base.value->at, std::string(classes.program().written(base.value->at))};
    }
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// Takes `name[` … `]` off; `name` may be qualified.
bool take_generic(std::string_view& text, std::string_view name) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos || !text.ends_with(']') || last_word(text.substr(0, open)) != name)
    return false;
  text = trimmed(text.substr(open + 1, text.size() - open - 2));
  return true;
}

std::optional<SqlName> schema_of(const ClassBook& classes, const Given& metadata, int depth) {
  if (depth == deepest_base) return std::nullopt;  // class A: metadata = B.metadata, and B's is A's
  const CallBook& book = classes.calls();
  const CallEvent* made = book.maker(metadata);
  if (made == nullptr && metadata && metadata.expression != nullptr &&
      metadata.expression->kind == Expression::Kind::Member && metadata.expression->word == "metadata") {
    const Expression& base = *metadata.expression->operands[0];
    if (const Class* klass = classes.find(base))
      return schema_of(classes, classes.attribute(*klass, "metadata"), depth + 1);
    const host::Value value = classes.flow().value_of(base);
    const CallEvent* maker = book.maker(value);
    if (maker != nullptr && last_word(maker->path) == "declarative_base")
      made = book.maker(book.argument(*maker, "metadata"));
  }
  if (made == nullptr || last_word(made->path) != "MetaData") return std::nullopt;
  const Given schema = book.argument(*made, "schema");
  if (!schema || schema.is_nothing()) return std::nullopt;
  return name_of(schema);
}

}  // namespace

DeclarativeBase declarative_base_of(const ClassBook& classes, const Class& klass) {
  DeclarativeBase ancestry;
  std::set<const Class*> seen;
  climb(classes, klass, ancestry, seen, 0);
  return ancestry;
}

std::optional<SqlName> schema_of(const ClassBook& classes, const Given& metadata) {
  return schema_of(classes, metadata, 0);
}

ColumnAnnotation annotation_of(const Statement& statement, std::string_view program) {
  ColumnAnnotation annotation;
  if (statement.annotation == nullptr) return annotation;
  std::string_view text = trimmed(slice(program, statement.annotation->at));
  annotation.is_mapped = take_generic(text, "Mapped");
  annotation.is_optional = take_generic(text, "Optional");
  for (const std::string_view none : {"| None", "|None"}) {
    if (!text.ends_with(none)) continue;
    annotation.is_optional = true;
    text = trimmed(text.substr(0, text.size() - none.size()));
  }
  if (text.starts_with("None |")) {
    annotation.is_optional = true;
    text = trimmed(text.substr(6));
  }
  annotation.type = text;
  const auto begin = static_cast<std::uint32_t>(text.data() - program.data());
  annotation.at = {begin, begin + static_cast<std::uint32_t>(text.size())};
  return annotation;
}

}  // namespace floodwall::python
