#include "frontends/python/lowering/django_names.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "analyzer/base/ascii.h"

namespace floodwall::python {
namespace {

constexpr std::size_t longest_name = 63;  // bytes that PostgreSQL keeps

struct KnownTable {
  std::string_view model;
  std::string_view table;
};
/// The models in django.contrib.
constexpr auto known_tables = std::to_array<KnownTable>({
    {"admin.logentry", "django_admin_log"},
    {"auth.group", "auth_group"},
    {"auth.permission", "auth_permission"},
    {"auth.user", "auth_user"},
    {"contenttypes.contenttype", "django_content_type"},
    {"flatpages.flatpage", "django_flatpage"},
    {"redirects.redirect", "django_redirect"},
    {"sessions.session", "django_session"},
    {"sites.site", "django_site"},
});

}  // namespace

std::string app_label_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  for (std::size_t i = parts.size(); i-- > 1;) {
    if (parts[i] == "models.py" || parts[i] == "models" || parts[i] == "migrations")
      return std::string(parts[i - 1]);
  }
  return parts.size() < 2 ? "" : std::string(parts[parts.size() - 2]);
}

host::SqlName default_table_name(std::string_view app, std::string_view model, Span at) {
  const std::string name = std::string(app) + "_" + ascii_lower(model);
  if (app.empty() || model.empty() || longest_name < name.size())
    return {.text = {}, .at = at, .written = std::string(model)};
  return host::made_name(name, at);
}

host::SqlName foreign_table_name(std::string_view app, std::string_view model, Span at) {
  std::string name = ascii_lower(model);
  if (!app.empty()) name = std::string(app) + "." + name;
  const auto known = std::ranges::find(known_tables, std::string_view(name), &KnownTable::model);
  if (known != known_tables.end()) return host::made_name(known->table, at);
  return {.text = {}, .at = at, .written = std::move(name)};
}

host::SqlTableName split_table_name(const Given& db_table) {
  const host::SqlName whole = name_of(db_table);
  const std::string bytes(host::bytes_of(whole));
  const std::size_t dot = bytes.find("\".\"");
  if (dot == std::string::npos) return {.schema = {}, .table = whole};
  const std::size_t begin = bytes.starts_with('"') ? 1 : 0;
  const std::size_t end = bytes.size() - (bytes.ends_with('"') ? 1 : 0);
  const auto part = [&](std::size_t from, std::size_t to) {
    return host::SqlName{.text = whole.text->part(from, to), .at = whole.at, .written = whole.written};
  };
  return {.schema = part(begin, dot), .table = part(dot + 3, end)};
}

const DjangoModel* DjangoModels::find(std::string_view model) const {
  const auto found = known.find(ascii_lower(model));
  return found == known.end() ? nullptr : &found->second;
}

host::SqlTableName DjangoModels::table(std::string_view model, Span at) const {
  const DjangoModel* found = find(model);
  if (found == nullptr) return {.schema = {}, .table = foreign_table_name("", model, at)};
  host::SqlTableName seen = found->table;
  const auto look_from_here = [&](host::SqlName& name) {
    if (name.text) name.text = name.text->seen_at(at);
    name.at = at;
  };
  look_from_here(seen.table);
  if (seen.schema) look_from_here(*seen.schema);
  return seen;
}

}  // namespace floodwall::python
