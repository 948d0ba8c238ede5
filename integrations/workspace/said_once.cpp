#include "integrations/workspace/said_once.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

/// Those that may be said elsewhere, by the path of that file and the rule.
using Alike = std::map<std::pair<std::string, std::string_view>, std::vector<std::size_t>>;

Alike files_alike(const std::vector<FileCheck>& checks) {
  Alike alike;
  for (std::size_t i = 0; i < checks.size(); ++i) {
    for (const Diagnostic& each : checks[i].diagnostics) {
      if (!each.said_in.empty()) alike[{each.said_in, each.rule}].push_back(i);
    }
  }
  return alike;
}

}  // namespace

void say_once(const RunRequest& request, const Configuration& configuration, const SettingsByPath& settings,
              const ProjectLink& link, std::vector<FileCheck>& checks, StageTimes& times) {
  const Alike alike = files_alike(checks);
  if (alike.empty() || request.fix.use != FixRequest::Use::None) return;
  std::map<std::string, std::size_t> by_path;
  for (std::size_t i = 0; i < request.files.size(); ++i) {
    if (checks[i].unread.empty() && !request.files[i].is_standard_input)
      by_path.try_emplace(settings.of(i).path_for_tools, i);
  }
  for (const auto& [key, files] : alike) {
    const auto& [path, rule] = key;
    const auto place = by_path.find(path);
    const bool can_say = place != by_path.end() && 1 < files.size() &&
                         settings.of(place->second).by_overrides.rules.contains(rule);
    if (!can_say) continue;
    FileContext again{.link = &link, .facts = FactsWanted::No};
    const auto is_it = [&](const Diagnostic& each) { return each.said_in == path && each.rule == rule; };
    for (const std::size_t i : files) {
      std::vector<Diagnostic>& found = checks[i].diagnostics;
      const auto first = std::ranges::find_if(found, is_it);
      if (first == found.end()) continue;  // a second one of the same file
      const std::uint32_t line = LineIndex(checks[i].source->text()).at(first->at.begin).line;
      again.ways_back.push_back(fmt::format("{}:{}", request.files[i].path, line));
      std::erase_if(found, is_it);
    }
    checks[place->second] =
        check_file(request.files[place->second], static_cast<FileId>(place->second), request, configuration,
                   settings.of(place->second), times, std::move(again));
  }
}

}  // namespace floodwall
