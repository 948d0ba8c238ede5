#include "frontends/host_values/foreign_constant.h"

#include <utility>

namespace floodwall::host {

std::optional<Value> foreign_constant(std::string_view path, std::string_view key, const HostProject& project,
                                      HostFacts& facts) {
  facts.asks.push_back(hash_of_constant(key));
  const std::optional<std::string_view> bytes = project.constant(key);
  if (!bytes) return std::nullopt;
  Text text;
  text.append(*bytes, {}, SourceMap::Origin::Decoded);
  Value value = text_value(std::move(text));
  value.path = path;
  value.is_foreign = true;
  return value;
}

}  // namespace floodwall::host
