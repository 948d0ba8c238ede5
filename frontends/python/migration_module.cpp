#include "frontends/python/migration_module.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "frontends/python/lowering/django_names.h"
#include "frontends/python/paths.h"

namespace floodwall::python {
namespace {

using host::Value;
using Names = std::map<std::string, Value>;

std::optional<std::string> text_of(const Names& names, const std::string& name) {
  const auto found = names.find(name);
  const host::Text* text = found == names.end() ? nullptr : found->second.constant();
  return text == nullptr ? std::nullopt : std::optional(text->bytes());
}

/// A text, or the texts of a list: `down_revision = ("a", "b")`.
void add_texts(const Names& names, const std::string& name, std::vector<std::string>& ids) {
  const auto found = names.find(name);
  if (found == names.end()) return;
  if (const host::Text* text = found->second.constant()) ids.push_back(text->bytes());
  for (const Value& item : found->second.items) {
    if (const host::Text* text = item.constant()) ids.push_back(text->bytes());
  }
}

/// `[("shop", "0001_initial"), …]`; what is computed is left out.
void add_pairs(const Names& names, const std::string& name, std::vector<std::string>& ids) {
  const auto found = names.find(name);
  if (found == names.end()) return;
  for (const Value& item : found->second.items) {
    if (item.items.size() != 2) continue;
    const host::Text* app = item.items[0].constant();
    const host::Text* migration = item.items[1].constant();
    if (app != nullptr && migration != nullptr) ids.push_back(app->bytes() + "." + migration->bytes());
  }
}

}  // namespace

MigrationIdentity identity_of_module(std::string_view path, const host::FlowResult& result) {
  MigrationIdentity identity;
  const std::optional<std::string> revision = text_of(result.globals, "revision");
  if (revision && result.globals.contains("down_revision")) {
    identity.tool = "alembic";
    identity.chain = folder_of(path);
    identity.id = *revision;
    add_texts(result.globals, "down_revision", identity.after);
    add_texts(result.globals, "depends_on", identity.after);
    return identity;
  }
  for (const auto& [klass, members] : result.members) {
    if (klass->name != "Migration" || !members.contains("operations")) continue;
    const std::string app = app_label_of(path);
    identity.tool = "django";
    identity.id = app + "." + std::string(name_of_file(path));
    add_pairs(members, "dependencies", identity.after);
    add_pairs(members, "replaces", identity.replaces);
    return identity;
  }
  return identity;
}

}  // namespace floodwall::python
