#include "frontends/cpp/header_texts.h"

#include <cstddef>
#include <string>
#include <vector>

#include "frontends/cpp/flow_options.h"
#include "frontends/cpp/names.h"
#include "frontends/host_values/sql_shape.h"

namespace floodwall::cpp {
namespace {

constexpr std::size_t longest_constant = 8192;  // bytes of a text that other files may see

}  // namespace

using host::Evidence;
using host::Text;
using host::Value;

void add_header_texts(const host::Program& program, const host::FlowResult& result,
                      const host::HostProject& project, host::HostFacts& facts, host::FoundTexts& texts) {
  const auto add = [&](const std::string& name, const Value& value) {
    const Text* text = value.constant();
    if (text == nullptr || value.is_foreign || !may_name_text(name)) return;
    const bool is_for_others = !text->bytes().empty() && text->bytes().size() <= longest_constant;
    if (is_for_others)  // an empty one is a member that somebody out of sight fills
      facts.constants.push_back({std::string(global_module), name, text->bytes()});
    if (!host::looks_like_sql(text->bytes(), Evidence::Verb)) return;
    facts.asks.push_back(host::hash_of_sunk(global_path(name)));
    const host::SunkConstant* sunk = project.sunk(global_module, name);
    if (sunk == nullptr) return;
    std::vector<std::size_t> ignored;
    texts.add(value, {.api = sunk->api, .certainty = sunk->certainty}, ignored);
  };
  for (const host::Class& klass : program.classes()) {  // not in the order of their addresses
    const auto members = result.members.find(&klass);
    if (members == result.members.end()) continue;
    for (const auto& [name, value] : members->second) add(name, value);
  }
  for (const auto& [name, value] : result.globals) add(name, value);
}

}  // namespace floodwall::cpp
