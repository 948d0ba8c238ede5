#include "integrations/workspace/facts_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "analyzer/base/encoding.h"
#include "integrations/workspace/cache/build_id.h"
#include "integrations/workspace/cache/content_key.h"
#include "integrations/workspace/cache/facts_fields.h"

namespace floodwall {

void visit_fields(Like<NamedFacts> auto& named, auto& fields) {
  auto& [path, project, facts] = named;
  fields("path", path);
  fields("project", project);
  fields("facts", facts);
}

namespace {

/// What stands at the beginning of the file.
struct FactsHead {
  std::array<char, 16> mark = {"floodwall facts"};
  ContentKey build;
  ContentKey content;  ///< of all that follows
};
static_assert(sizeof(FactsHead) == 48);

std::string_view bytes_of(const FactsHead& head) {
  return {reinterpret_cast<const char*>(&head), sizeof head};
}

}  // namespace

Result<std::string> print_facts(std::span<const NamedFacts> facts) {
  const std::optional<ContentKey> build = build_id();
  if (!build) return failure("this program was linked without a build id: it cannot write facts");
  std::string content;
  Encoder encoder(content);
  for (const NamedFacts& each : facts) encoder.put(each);
  return std::string(bytes_of({.build = *build, .content = key_of(content)})) + content;
}

Result<std::vector<NamedFacts>> parse_facts(const std::string& file, std::string_view text) {
  FactsHead head;
  if (sizeof head <= text.size()) std::memcpy(&head, text.data(), sizeof head);
  if (text.size() < sizeof head || head.mark != FactsHead{}.mark)
    return failure(fmt::format("{}: is no file of `floodwall facts`", file));
  if (head.build != build_id())
    return failure(
        fmt::format("{}: was made by another build of floodwall: make it anew with this one", file));
  text.remove_prefix(sizeof head);
  if (key_of(text) != head.content) return failure(fmt::format("{}: is damaged", file));
  std::vector<NamedFacts> facts;
  Decoder decoder(text);
  while (decoder.is_good() && !decoder.is_at_end()) decoder.get(facts.emplace_back());
  if (!decoder.is_good()) return failure(fmt::format("{}: is damaged", file));
  return facts;
}

Result<std::vector<NamedFacts>> merged(std::vector<std::vector<NamedFacts>> shards) {
  std::vector<NamedFacts> all;
  for (std::vector<NamedFacts>& shard : shards) std::ranges::move(shard, std::back_inserter(all));
  std::ranges::stable_sort(all, {}, &NamedFacts::path);
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].path == all[i - 1].path && encode(all[i]) != encode(all[i - 1]))
      return failure(fmt::format("{}: two shards tell different things of it", all[i].path));
  }
  const auto same = std::ranges::unique(all, {}, &NamedFacts::path);
  all.erase(same.begin(), same.end());
  return all;
}

}  // namespace floodwall
