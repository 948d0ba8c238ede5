#pragma once
#include <optional>
#include <span>

#include "frontends/python/lowering/classes.h"
#include "frontends/python/lowering/django_names.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

/// Whether a call may be one of `lower_django_query`'s, before anything is known of the file's models.
bool may_be_django_query(const ClassBook& classes, const host::CallEvent& call);
/// Book.objects.all().delete(): all rows of a model's table. nullopt if the call is nothing of the kind.
std::optional<host::Text> lower_django_query(const ClassBook& classes, const DjangoModels& models,
                                             const host::CallEvent& call);

std::span<const LoweredOperation> django_queries();

}  // namespace floodwall::python
