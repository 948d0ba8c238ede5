#pragma once
#include <span>
#include <string>
#include <vector>

#include "frontends/python/lowering/classes.h"
#include "frontends/python/lowering/django_names.h"
#include "frontends/python/lowering/lowered_operation.h"

namespace floodwall::python {

struct LoweredModel {
  const host::Class* klass;
  host::Text sql;
};
/// CREATE TABLE for each model of a file at `path` that Django itself would make a table for.
std::vector<LoweredModel> lower_django_models(const ClassBook& classes, std::string_view path);

/// The tables of a file's own models.
DjangoModels django_models(const ClassBook& classes, std::string_view path);

std::span<const LoweredOperation> django_definitions();

}  // namespace floodwall::python
