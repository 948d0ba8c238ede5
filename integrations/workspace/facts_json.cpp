#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analyzer/text/host_routine.h"
#include "analyzer/text/sql_fragment.h"
#include "frontends/host_values/guard_facts.h"
#include "integrations/workspace/cache/facts_fields.h"
#include "integrations/workspace/facts_file.h"

namespace floodwall {
namespace {

using Json = nlohmann::ordered_json;

Json shown(bool value) { return value; }
Json shown(std::uint32_t value) { return value; }
Json shown(std::size_t value) { return value; }
Json shown(const std::string& text) { return text; }
Json shown(Certainty certainty) {
  return std::array{"postgres", "database", "shape"}.at(std::size_t(certainty));
}
Json shown(GuardStrength strength) {
  return std::array{"none", "weak", "deny", "full"}.at(static_cast<std::size_t>(strength));
}
Json shown(DatabaseOrigin origin) {
  return std::array{"unknown", "ambient", "test_only", "throw_away"}.at(static_cast<std::size_t>(origin));
}
Json shown(host::FolderGuard::Of of) {
  return of == host::FolderGuard::Of::Migrations ? "migrations" : "tests";
}
Json shown(host::Language language) {
  return std::array{"", "python", "cpp"}.at(static_cast<std::size_t>(language));
}
/// The hash of a name: what it was made of is not known any more.
std::string shown_hash(std::uint64_t hash) { return fmt::format("{:016x}", hash); }
Json shown(const Needs& needs) {
  Json array = Json::array();
  for (const Need need : needs) {
    Json any_of = Json::array();
    for (const std::uint64_t each : need.any_of) any_of.push_back(shown_hash(each));
    Json& one = array.emplace_back(Json{{"any_of", std::move(any_of)}});
    if (need.is_column) one["is_column"] = true;
    one["line"] = need.line;
  }
  return array;
}

/// Collects the members of a value; those that say nothing (empty, false, 0) are left out.
class JsonObject {
 public:
  template <class T>
  void operator()(std::string_view name, const T& member) {
    Json value = json_of(name, member);
    const bool says_nothing = value.is_null() || value == false || value == 0 || value == "" ||
                              (value.is_structured() && value.empty());
    if (!says_nothing) object_[std::string(name)] = std::move(value);
  }
  Json take() { return std::move(object_); }

 private:
  template <class T>
  static Json json_of(std::string_view name, const std::vector<T>& values) {
    const bool is_hash = name == "asks";
    Json array = Json::array();
    for (const T& value : values) {
      if constexpr (std::is_same_v<T, std::uint64_t>) {
        array.push_back(is_hash ? Json(shown_hash(value)) : Json(value));
      } else {
        array.push_back(json_of(name, value));
      }
    }
    return array;
  }
  template <class T>
  static Json json_of(std::string_view, const T& value) {
    if constexpr (requires { shown(value); }) {
      return shown(value);
    } else {
      JsonObject members;
      visit_fields(value, members);
      return members.take();
    }
  }

  Json object_ = Json::object();
};

}  // namespace

std::string facts_json(std::span<const NamedFacts> facts) {
  std::string text;
  for (const NamedFacts& each : facts) {
    JsonObject line;
    line("file", each.path);
    line("project", each.project);
    line("host", each.facts.host);
    line("schema", each.facts.schema);
    text += line.take().dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  return text;
}

}  // namespace floodwall
