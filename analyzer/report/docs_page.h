#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "analyzer/rule/registry.h"

namespace floodwall {

/// What the terminal shows for an example of this SQL; empty if nothing is to be shown.
using RenderExample = std::function<std::string(std::string_view sql)>;

/// docs/rules/<id>.md: the rule's facts and its page without Cases, with what `render` says below each Bad
/// example in SQL, and links to the rule's two files, relative to docs/rules/.
std::string docs_page(const RegisteredRule& rule, const RenderExample& render);

/// docs/rules/README.md: every rule in a table per group. `rules` by path.
std::string docs_index(std::span<const RegisteredRule> rules);

}  // namespace floodwall
