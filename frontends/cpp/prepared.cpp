#include "frontends/cpp/prepared.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

using host::CallEvent;
using host::Expression;
using host::Value;

/// Where a function or method is told the name of a statement.
struct Naming {
  std::string_view callee;
  std::size_t position;
};
constexpr std::array preparing =
    std::to_array<Naming>({{"PQprepare", 1}, {"PQsendPrepare", 1}, {"prepare", 0}});
constexpr std::array running = std::to_array<Naming>({{"PQexecPrepared", 1},
                                                      {"PQsendQueryPrepared", 1},
                                                      {"exec_prepared", 0},
                                                      {"exec_prepared0", 0},
                                                      {"exec_prepared1", 0},
                                                      {"exec_prepared_n", 1},
                                                      {"prepped", 0},
                                                      {"execute", 0}});
/// QSqlQuery, JDBC's likes: what the object holds is run.
constexpr std::array running_objects =
    std::to_array<std::string_view>({"exec", "execBatch", "execute", "executeQuery", "executeUpdate"});

std::string named(const Value* name) {
  const host::Text* text = name == nullptr ? nullptr : name->constant();
  return text == nullptr || text->empty() ? std::string() : "name " + text->bytes();
}

/// self.query_, of the class at hand. Empty: it is no member.
std::string held_by(const CallEvent& event, const Expression* object) {
  const bool is_member = event.klass != nullptr && object != nullptr &&
                         object->kind == Expression::Kind::Member &&
                         host::is_receiver(object->operands.front()->word);
  if (!is_member) return {};
  return "member " + std::string(event.klass->name) + "." + std::string(object->word);
}

/// What a method is called on; nullptr: it is no method.
const Expression* object_of(const CallEvent& event) {
  const Expression& callee = *event.call->operands.front();
  return callee.kind == Expression::Kind::Member ? callee.operands.front() : nullptr;
}

std::string key_of(const CallEvent& event, std::string_view callee, const auto& namings) {
  const auto naming = std::ranges::find(namings, callee, &Naming::callee);
  return naming == namings.end() ? std::string() : named(event.argument(naming->position));
}

}  // namespace

void PreparedStatements::add(const CallEvent& event, const std::vector<std::size_t>& fragments) {
  const std::string_view callee = host::last_name(event.path);
  std::string key;
  if (callee == "prepare" && event.arguments.size() == 1) {
    key = held_by(event, object_of(event));
  } else if (callee.starts_with("SQLPrepare")) {
    key = held_by(event, event.expression(0));
  } else {
    key = key_of(event, callee, preparing);
  }
  if (key.empty()) return;
  for (const std::size_t fragment : fragments)
    known_[key].push_back({event.function, static_cast<std::uint32_t>(fragment)});
}

std::vector<std::uint32_t> PreparedStatements::run_by(const CallEvent& event) const {
  std::vector<std::uint32_t> fragments;
  if (known_.empty()) return fragments;
  std::string_view callee = host::last_name(event.path);
  if (callee.ends_with("()")) callee.remove_suffix(2);
  std::string key;
  if (event.arguments.empty() && host::is_among(callee, running_objects)) {
    key = held_by(event, object_of(event));
  } else if (callee == "SQLExecute") {
    key = held_by(event, event.expression(0));
  } else {
    key = key_of(event, callee, running);
  }
  const auto prepared = known_.find(key);
  if (prepared == known_.end()) return fragments;
  for (const Prepared& each : prepared->second) {
    if (each.by == event.function) return {};  // that is a step of its own already
    fragments.push_back(each.fragment);
  }
  return fragments;
}

}  // namespace floodwall::cpp
