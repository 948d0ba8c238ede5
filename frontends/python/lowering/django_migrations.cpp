#include "frontends/python/lowering/django_migrations.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "frontends/python/lowering/django_operations.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Class;
using host::Text;
using host::Value;

bool is_migration(const ClassBook& classes, const Class& klass) {
  return std::ranges::any_of(klass.bases, [&](const host::Argument& base) {
    if (base.value == nullptr) return false;
    const std::string path = classes.flow().path_of(*base.value);
    return path.starts_with("django.db.migrations.") && last_word(path) == "Migration";
  });
}

/// Reads operations one by one.
class MigrationReader {
 public:
  MigrationReader(const ClassBook& classes, const Class& klass, std::string_view path)
      : classes_(classes), models_{.book = classes.calls(), .app = app_label_of(path)}, klass_(klass) {}

  std::vector<LoweredMigrationStep> read() {
    read_list(classes_.attribute(klass_, "operations"), 0);
    return std::move(steps_);
  }

 private:
  void read_list(const Given& operations, int depth) {
    constexpr int deepest = 5;
    if (!operations || operations.value->kind != Value::Kind::List || depth == deepest) return;
    for (const Value& item : operations.value->items) {
      if (const CallEvent* call = models_.book.maker(item)) read_operation(*call, depth);
    }
  }

  void read_operation(const CallEvent& call, int depth) {
    if (!call.path.starts_with("django.")) return;
    const std::string_view word = last_word(call.path);
    if (word == "SeparateDatabaseAndState") {
      read_list(models_.book.argument(call, 0, "database_operations"), depth + 1);
      return;
    }
    if (word == "RunSQL") {
      const Given reverse = models_.book.argument(call, 1, "reverse_sql");
      if (reverse) add_texts(*reverse.value, call);
      return;
    }
    if (std::optional<Text> sql = lower_django_operation(models_, call))
      add(call, *std::move(sql), Direction::Up, false);
  }

  /// A text, a list of texts, a list of (text, parameters).
  void add_texts(const Value& value, const CallEvent& call) {
    for (const Text& text : value.texts) add(call, text, Direction::Down, true);
    for (const Value& item : value.items) {
      if (item.kind == Value::Kind::List && !item.items.empty()) {
        for (const Text& text : item.items.front().texts) add(call, text, Direction::Down, true);
      } else {
        for (const Text& text : item.texts) add(call, text, Direction::Down, true);
      }
    }
  }

  void add(const CallEvent& call, Text sql, Direction direction, bool is_written) {
    steps_.push_back({&klass_, "migrations." + std::string(last_word(call.path)), call.call->at,
                      std::move(sql), direction, is_written});
  }

  const ClassBook& classes_;
  DjangoModels models_;
  const Class& klass_;
  std::vector<LoweredMigrationStep> steps_;
};

}  // namespace

std::vector<LoweredMigrationStep> lower_django_migrations(const ClassBook& classes, std::string_view path) {
  std::vector<LoweredMigrationStep> steps;
  for (const Class& klass : classes.program().classes()) {
    if (!is_migration(classes, klass)) continue;
    std::vector<LoweredMigrationStep> own = MigrationReader(classes, klass, path).read();
    std::ranges::move(own, std::back_inserter(steps));
  }
  return steps;
}

}  // namespace floodwall::python
