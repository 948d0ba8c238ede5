#include "frontends/cpp/flow_options.h"

#include <optional>
#include <utility>

#include "frontends/cpp/calls.h"
#include "frontends/cpp/known_functions.h"
#include "frontends/cpp/names.h"
#include "frontends/cpp/said_of.h"
#include "frontends/host_values/foreign_constant.h"
#include "frontends/host_values/words.h"

namespace floodwall::cpp {
namespace {

using host::Expression;
using host::Text;
using host::Value;

/// What a compiler says that an expression always is.
std::optional<Value> known_text(const SemanticFile& semantic, const Expression& expression) {
  const KnownText* known = said_of(semantic.texts, expression.at);
  if (known == nullptr) return std::nullopt;
  Text text;
  text.append(known->bytes, expression.at, SourceMap::Origin::Decoded);
  return host::text_value(std::move(text));
}

}  // namespace

std::string global_path(std::string_view name) { return "#." + std::string(host::last_name(name)); }

host::FlowOptions flow_options(const Syntax& syntax, const SemanticFile* semantic,
                               const host::HostProject& project, host::HostFacts& facts) {
  host::FlowOptions options;
  options.fold_call = [&syntax](const host::CallEvent& event) {
    const Expression& callee = *event.call->operands.front();
    const auto type =
        callee.operands.empty() ? syntax.types.end() : syntax.types.find(callee.operands.front());
    std::optional<Value> made =
        type == syntax.types.end() ? std::nullopt : placeholder(syntax.program, event, type->second);
    return made ? made : fold_call(syntax.program, event);
  };
  options.fold_member = fold_member;
  if (semantic != nullptr) {
    options.known = [semantic](const Expression& expression) { return known_text(*semantic, expression); };
  }
  options.never_returns = never_returns;
  options.foreign = [&project, &facts](std::string_view path) -> std::optional<Value> {
    if (!may_name_text(host::last_name(path))) return std::nullopt;
    return host::foreign_constant(path, global_path(path), project, facts);
  };
  return options;
}

}  // namespace floodwall::cpp
