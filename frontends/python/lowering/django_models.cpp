#include "frontends/python/lowering/django_models.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/base/ascii.h"
#include "frontends/python/lowering/django_tables.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Class;
using host::SqlName;
using host::SqlTableName;
using host::Statement;
using host::Text;

/// What a model is built on.
struct Lineage {
  bool is_model = false;
  bool is_something_else = false;           ///< one of Django's other classes: Func, Lookup, Form
  std::vector<const Class*> abstract = {};  ///< of this file
  std::vector<const Class*> parents = {};   ///< models of this file with tables of their own
  std::optional<host::HiddenPart> hidden = {};
};

/// A model's class body has fields, whatever its bases are. Expressions have an `output_field`, too.
bool has_field(const ClassBook& classes, const Class& klass) {
  return std::ranges::any_of(klass.body, [&](const Statement* statement) {
    if (statement->kind != Statement::Kind::Assign || statement->target == nullptr ||
        statement->target->word == "output_field") {
      return false;
    }
    const CallEvent* call = classes.calls().find(statement->value);
    return call != nullptr && is_django_field(*call);
  });
}

bool says(const ClassBook& classes, const Class& klass, std::string_view option) {
  const Class* meta = classes.inner(klass, "Meta");
  return meta != nullptr && is_true(classes, *meta, option, false);
}

bool is_model_base(std::string_view path) {
  return path == "django.db.models.Model" || path == "django.db.models.base.Model" ||
         path == "django.contrib.gis.db.models.Model";
}

void append_new(std::vector<const Class*>& list, const std::vector<const Class*>& more) {
  for (const Class* each : more) {
    if (std::ranges::find(list, each) == list.end()) list.push_back(each);
  }
}

/// What is known of the classes above one: several ways may lead to the same one. One in a circle has
/// nothing.
using Above = std::map<const Class*, Lineage>;

void climb(const ClassBook& classes, const Class& klass, Lineage& lineage, Above& known, int depth) {
  if (depth == deepest_base) return;
  for (const host::Argument& base : klass.bases) {
    if (base.value == nullptr || !base.name.empty()) continue;
    const std::string path = classes.flow().path_of(*base.value);
    if (is_model_base(path)) {
      lineage.is_model = true;
      continue;
    }
    const Class* own = classes.find(*base.value);
    if (own == nullptr || own == &klass) {
      const bool may_be_model = !path.starts_with("django.") || path.find(".models.") != std::string::npos;
      if (!may_be_model || path.starts_with("django.db.models.")) lineage.is_something_else = true;
      if (path != "object" && !lineage.hidden)
        lineage.hidden =
            host::HiddenPart{base.value->at, std::string(classes.program().written(base.value->at))};
      continue;
    }
    if (most_bases < known.size()) continue;
    const auto [found, is_new] = known.try_emplace(own);
    if (is_new) {
      Lineage own_lineage;
      climb(classes, *own, own_lineage, known, depth + 1);
      found->second = std::move(own_lineage);
    }
    const Lineage& above = found->second;
    lineage.is_something_else = lineage.is_something_else || above.is_something_else;
    const bool is_model = above.is_model || (above.hidden && has_field(classes, *own));
    if (is_model && !says(classes, *own, "abstract")) {
      lineage.is_model = true;
      if (says(classes, *own, "proxy")) {
        append_new(lineage.parents, above.parents);
      } else {
        append_new(lineage.parents, {own});
      }
      continue;
    }
    lineage.is_model = lineage.is_model || is_model;
    append_new(lineage.abstract, {own});
    append_new(lineage.abstract, above.abstract);
    append_new(lineage.parents, above.parents);
    if (!lineage.hidden) lineage.hidden = above.hidden;
  }
}

class ModelReader {
 public:
  ModelReader(const ClassBook& classes, std::string_view path)
      : classes_(classes), models_{.book = classes.calls(), .app = app_label_of(path)} {}

  using Found = std::vector<std::pair<const Class*, Lineage>>;

  std::vector<LoweredModel> read() {
    std::vector<LoweredModel> lowered;
    for (const auto& [klass, lineage] : find()) {
      if (std::optional<Text> sql = lower(*klass, lineage)) lowered.push_back({klass, *std::move(sql)});
    }
    return lowered;
  }

  /// The models, whose tables are known then.
  Found find() {
    Found found;
    for (const Class& klass : classes_.program().classes()) {
      if (klass.owner != nullptr || klass.bases.empty()) continue;
      Lineage lineage;
      Above known;
      climb(classes_, klass, lineage, known, 0);
      const bool is_model = lineage.is_model || (lineage.hidden && has_field(classes_, klass));
      if (!is_model || lineage.is_something_else || says(classes_, klass, "abstract") ||
          says(classes_, klass, "proxy"))
        continue;
      models_.known[ascii_lower(klass.name)] = facts_before_fields(klass, lineage);
      found.emplace_back(&klass, std::move(lineage));
    }
    return found;
  }

  DjangoModels take() && { return std::move(models_); }

 private:
  /// The Meta that counts: a model's own, or that of the nearest abstract base that has one.
  const Class* meta_of(const Class& klass, const Lineage& lineage) const {
    if (const Class* meta = classes_.inner(klass, "Meta")) return meta;
    for (const Class* base : lineage.abstract) {
      if (const Class* meta = classes_.inner(*base, "Meta")) return meta;
    }
    return nullptr;
  }

  /// Name and key of a model, so that others can refer to it before it is read itself.
  DjangoModel facts_before_fields(const Class& klass, const Lineage& lineage) {
    DjangoModel facts;
    std::string app = models_.app;
    if (const Class* meta = meta_of(klass, lineage)) {
      if (const std::optional<Text> label = classes_.attribute(*meta, "app_label").constant())
        app = label->bytes();
      facts.is_managed = is_true(classes_, *meta, "managed", true);
      if (const Given table = classes_.attribute(*meta, "db_table");
          table && meta == classes_.inner(klass, "Meta"))
        facts.table = split_table_name(table);
    }
    if (!facts.table.table.text && facts.table.table.written.empty())
      facts.table = {.schema = {}, .table = default_table_name(app, klass.name, klass.name_at)};
    for (const Statement* statement : klass.body) {
      const CallEvent* call =
          statement->kind == Statement::Kind::Assign ? classes_.calls().find(statement->value) : nullptr;
      if (call == nullptr ||
          classes_.calls().truth(*call, CallBook::nowhere, "primary_key", false) != Truth::Yes)
        continue;
      const std::optional<DjangoField> key =
          read_django_field(models_, *call, own_name(*statement), klass.name);
      if (!key) continue;
      if (key->column.type.is_constant()) facts.key_type = key->column.type;
    }
    if (!facts.key_type && !lineage.parents.empty()) {
      const DjangoModel* parent = models_.find(lineage.parents.front()->name);
      if (parent != nullptr) facts.key_type = parent->key_type;
    }
    return facts;
  }

  SqlName own_name(const Statement& statement) const {
    Text text;
    text.append(statement.target->word, statement.target->at, Text::Origin::Verbatim);
    return {
        .text = std::move(text), .at = statement.target->at, .written = std::string(statement.target->word)};
  }

  void read_fields(const Class& klass, DjangoTable& table, std::set<std::string_view>& seen) {
    for (const Statement* statement : klass.body) {
      if (is_conditional(*statement)) table.hide(statement->at, "if");
      if (statement->kind != Statement::Kind::Assign || statement->target == nullptr ||
          statement->target->kind != host::Expression::Kind::Name ||
          !seen.insert(statement->target->word).second) {
        continue;
      }
      const CallEvent* call = classes_.calls().find(statement->value);
      if (call == nullptr) continue;
      const std::string_view word = last_word(call->path);
      const bool may_be_field = is_django_field(*call) || word.ends_with("Field") || word.ends_with("Key");
      if (may_be_field && !is_columnless(call->path)) table.add_field(*call, own_name(*statement));
    }
  }

  std::optional<Text> lower(const Class& klass, const Lineage& lineage) {
    const DjangoModel& facts = models_.known[ascii_lower(klass.name)];
    if (!facts.is_managed) return std::nullopt;
    DjangoTable table(models_, facts.table, klass.name, klass.name_at);
    std::set<std::string_view> seen;
    read_fields(klass, table, seen);
    for (const Class* base : lineage.abstract) read_fields(*base, table, seen);
    for (const Class* parent : lineage.parents)
      table.add_parent(models_.table(parent->name, klass.name_at), parent->name, klass.name_at);
    if (lineage.hidden) table.hide(lineage.hidden->at, lineage.hidden->written);
    if (const Class* meta = meta_of(klass, lineage)) {
      table.add_order(classes_.attribute(*meta, "order_with_respect_to"));
      table.add_unique_together(classes_.attribute(*meta, "unique_together"));
      table.add_indexes(classes_.attribute(*meta, "indexes"));
      table.add_constraints(classes_.attribute(*meta, "constraints"));
    }
    return table.create();
  }

  const ClassBook& classes_;
  DjangoModels models_;
};

constexpr std::string_view tool = "Django";
constexpr auto definitions = std::to_array<LoweredOperation>({
    {tool, "models.Model",
     "CREATE TABLE, unless it is abstract, a proxy or not managed. on_delete= is Django's own business: only "
     "models.DB_CASCADE and its like reach the database",
     R"(class Book(models.Model):
    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=200, unique=True)
    author = models.ForeignKey("people.Author", on_delete=models.CASCADE, null=True))",
     R"(CREATE TABLE shop_book (
  id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY,
  title varchar(200) NOT NULL UNIQUE,
  author_id {"people.Author"} REFERENCES {people.author} DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ON shop_book (author_id))"},
    {tool, "models.ManyToManyField", "CREATE TABLE for the table between the two, unless it has a through=",
     R"(class Book(models.Model):
    id = models.BigAutoField(primary_key=True)
    tags = models.ManyToManyField("Tag"))",
     R"(CREATE TABLE shop_book (
  id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY
);
CREATE TABLE shop_book_tags (
  id {DEFAULT_AUTO_FIELD} NOT NULL PRIMARY KEY,
  book_id bigint NOT NULL REFERENCES shop_book DEFERRABLE INITIALLY DEFERRED,
  tag_id {DEFAULT_AUTO_FIELD} NOT NULL REFERENCES {tag} DEFERRABLE INITIALLY DEFERRED,
  UNIQUE (book_id, tag_id)
);
CREATE INDEX ON shop_book_tags (book_id);
CREATE INDEX ON shop_book_tags (tag_id))"},
});

}  // namespace

std::vector<LoweredModel> lower_django_models(const ClassBook& classes, std::string_view path) {
  return ModelReader(classes, path).read();
}

DjangoModels django_models(const ClassBook& classes, std::string_view path) {
  ModelReader reader(classes, path);
  reader.find();
  return std::move(reader).take();
}

std::span<const LoweredOperation> django_definitions() { return definitions; }

}  // namespace floodwall::python
