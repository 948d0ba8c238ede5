#include "frontends/host_values/host_project.h"

#include <algorithm>
#include <tuple>

#include "analyzer/base/fnv.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {

std::uint64_t hash_of_name(std::string_view name) { return fnv1a(name); }

std::uint64_t hash_of_constant(std::string_view path) {
  return hash_of_name("constant " + std::string(last_two_names(path)));
}

std::uint64_t hash_of_sunk(std::string_view path) {
  return hash_of_name("sunk " + std::string(last_two_names(path)));
}

HostProject::HostProject(const std::vector<const HostFacts*>& facts) {
  const auto add = [&](const Wrapper& wrapper) {
    std::vector<Wrapper>& known = wrappers_[wrapper.name];
    if (std::ranges::find(known, wrapper) != known.end()) return false;
    known.push_back(wrapper);
    answers_.push_back(hash_of_name(wrapper.name));
    return true;
  };
  for (const HostFacts* each : facts) {
    guards_.add(each->guards);
    for (const Wrapper& wrapper : each->wrappers) add(wrapper);
    for (const Constant& constant : each->constants) {
      const std::string path = constant.module + "." + constant.name;
      constants_[std::string(last_two_names(path))].push_back(constant);
      answers_.push_back(hash_of_constant(path));
    }
    for (const SunkConstant& sunk : each->sunk) {
      sunk_[std::string(last_two_names(sunk.path))].push_back(sunk);
      answers_.push_back(hash_of_sunk(sunk.path));
    }
  }
  for (bool grows = true; grows;) {  // a wrapper of a wrapper of …: as many rounds as the longest chain
    grows = false;
    for (const HostFacts* each : facts) {
      for (const Forward& forward : each->forwards) {
        const auto known = wrappers_.find(forward.callee);
        if (known == wrappers_.end()) continue;
        const auto fits = [&](const Wrapper& wrapper) {
          return forward.keyword.empty() ? wrapper.position == forward.position
                                         : wrapper.parameter == forward.keyword;
        };
        if (std::ranges::any_of(known->second, fits)) grows = add(forward.from) || grows;
      }
    }
  }
  for (auto& [name, wrappers] : wrappers_)
    std::ranges::sort(wrappers, {}, [](const Wrapper& each) {
      return std::tuple(each.position, each.parameter, each.certainty);
    });
  const std::vector<std::uint64_t> checks = guards_.answers();
  answers_.insert(answers_.end(), checks.begin(), checks.end());
  std::ranges::sort(answers_);
  const auto repeated = std::ranges::unique(answers_);
  answers_.erase(repeated.begin(), repeated.end());
}

const SunkConstant* HostProject::sunk(std::string_view module, std::string_view name) const {
  const std::string path = std::string(module) + "." + std::string(name);
  const auto found = sunk_.find(last_two_names(path));
  if (found == sunk_.end()) return nullptr;
  const SunkConstant* least = nullptr;  // certain; of equal ones the first by name
  for (const SunkConstant& each : found->second) {
    if (!is_same_module_path(module, std::string_view(each.path).substr(0, each.path.rfind('.')))) continue;
    const bool is_less = least == nullptr || least->certainty < each.certainty ||
                         (least->certainty == each.certainty && each.api < least->api);
    if (is_less) least = &each;
  }
  return least;
}

const std::vector<Wrapper>* HostProject::wrappers_named(std::string_view name) const {
  const auto found = wrappers_.find(name);
  return found == wrappers_.end() ? nullptr : &found->second;
}

std::optional<std::string_view> HostProject::constant(std::string_view path) const {
  const auto found = constants_.find(last_two_names(path));
  if (found == constants_.end()) return std::nullopt;
  const std::string_view module = path.substr(0, path.rfind('.'));
  std::optional<std::string_view> text;
  for (const Constant& constant : found->second) {
    if (!is_same_module_path(constant.module, module)) continue;
    if (text && *text != constant.text) return std::nullopt;
    text = constant.text;
  }
  return text;
}

bool HostProject::answers(const HostFacts& facts) const {
  return std::ranges::any_of(facts.asks,
                             [&](std::uint64_t ask) { return std::ranges::binary_search(answers_, ask); });
}

HostProjects::HostProjects(const std::vector<const HostFacts*>& facts) {
  std::array<std::vector<const HostFacts*>, languages> by_language;
  for (const HostFacts* each : facts) by_language[static_cast<std::size_t>(each->language)].push_back(each);
  for (std::size_t i = 0; i < languages; ++i) projects_[i] = HostProject(by_language[i]);
}

}  // namespace floodwall::host
