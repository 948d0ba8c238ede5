#include "frontends/python/lowering/django_queries.h"

#include <array>
#include <string_view>

#include "frontends/host_values/sql_writer.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Expression;
using Kind = Expression::Kind;

/// The model of `Book.objects.all()`, whatever its manager is called among Django's own.
const Expression* model_of_all(const CallEvent& all) {
  if (last_word(all.path) != "all" || !all.call->arguments.empty()) return nullptr;
  const Expression* manager = object_of(all);
  if (manager != nullptr && manager->kind == Kind::Call) {  // objects.using("other")
    const Expression& callee = *manager->operands.front();
    if (callee.kind != Kind::Member || callee.word != "using") return nullptr;
    manager = callee.operands.front();
  }
  if (manager == nullptr || manager->kind != Kind::Member) return nullptr;
  const bool is_manager =
      manager->word == "objects" || manager->word == "_default_manager" || manager->word == "_base_manager";
  const Expression* model = manager->operands.front();
  const bool is_named = model->kind == Kind::Name || model->kind == Kind::Member;
  return is_manager && is_named ? model : nullptr;
}

const Expression* emptied_model(const ClassBook& classes, const CallEvent& call) {
  const std::string_view word = last_word(call.path);
  if ((word != "delete" && word != "adelete" && word != "_raw_delete") || object_of(call) == nullptr)
    return nullptr;
  if (!call.call->arguments.empty() && word != "_raw_delete") return nullptr;
  const CallEvent* all = classes.calls().maker(call.receiver);
  return all == nullptr ? nullptr : model_of_all(*all);
}

constexpr auto operations = std::to_array<LoweredOperation>({
    {"Django", "objects.all().delete", "DELETE FROM; not in tests, which have a database of their own",
     "Book.objects.all().delete()", "DELETE FROM {book}"},
});

}  // namespace

std::span<const LoweredOperation> django_queries() { return operations; }

bool may_be_django_query(const ClassBook& classes, const CallEvent& call) {
  return emptied_model(classes, call) != nullptr;
}

std::optional<host::Text> lower_django_query(const ClassBook& classes, const DjangoModels& models,
                                             const CallEvent& call) {
  const Expression* model = emptied_model(classes, call);
  if (model == nullptr) return std::nullopt;
  host::SqlWriter sql;
  sql.words("DELETE FROM ", callee_at(call)).name(models.table(model->word, model->at));
  return sql.words("", call.call->at).take();
}

}  // namespace floodwall::python
