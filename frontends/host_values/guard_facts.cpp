#include "frontends/host_values/guard_facts.h"

#include <algorithm>
#include <tuple>

#include "frontends/host_values/host_project.h"
#include "frontends/host_values/words.h"

namespace floodwall::host {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
  return folder.empty() ||
         (path.starts_with(folder) && folder.size() < path.size() && path[folder.size()] == '/');
}

}  // namespace

KnownCheck stronger(const KnownCheck& left, const KnownCheck& right) {
  return {.refuses = std::max(left.refuses, right.refuses),
          .tells = std::max(left.tells, right.tells),
          .judges_argument = left.judges_argument || right.judges_argument};
}

void GuardIndex::add(const GuardFacts& facts) {
  for (const CheckingFunction& each : facts.functions) {
    const auto [known, is_new] = functions_.try_emplace(each.name, each);
    if (is_new) continue;
    known->second.check = stronger(known->second.check, each.check);
  }
  for (const NamedOrigin& each : facts.origins)
    origins_[std::string(last_two_names(each.path))].push_back(each);
  folders_.insert(folders_.end(), facts.folders.begin(), facts.folders.end());
}

std::optional<KnownCheck> GuardIndex::check_named(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? std::nullopt : std::optional(found->second.check);
}

std::optional<Origin> GuardIndex::origin_of(std::string_view path) const {
  constexpr int most_files = 8;  // that follow each other
  std::optional<Origin> known;
  std::string next(path);
  for (int i = 0; i < most_files && !next.empty(); ++i) {
    const auto found = origins_.find(last_two_names(next));
    if (found == origins_.end()) break;
    std::vector<Origin> all;  // of several modules of one name the most harmless one counts
    for (const NamedOrigin& each : found->second) {
      if (is_same_module_path(each.path, next)) all.push_back(each.origin);
    }
    if (all.empty()) break;
    std::ranges::sort(all, {}, [](const Origin& each) { return std::tie(each.said_by, each.follows); });
    known = Origin();
    for (Origin& each : all) known = stronger(*std::move(known), std::move(each));
    next = known->follows;
  }
  return known;
}

GuardStrength GuardIndex::of_folder(FolderGuard::Of of, std::string_view path) const {
  GuardStrength strength = GuardStrength::None;
  for (const FolderGuard& each : folders_) {
    if (each.of == of && is_below(path, each.folder)) strength = std::max(strength, each.strength);
  }
  return strength;
}

std::string_view GuardIndex::runner_of(std::string_view path) const {
  const FolderGuard* nearest = nullptr;
  for (const FolderGuard& each : folders_) {
    if (each.run_by.empty() || !is_below(path, each.folder)) continue;
    const bool is_nearer = nearest == nullptr || nearest->folder.size() < each.folder.size() ||
                           (nearest->folder.size() == each.folder.size() && each.run_by < nearest->run_by);
    if (is_nearer) nearest = &each;
  }
  return nearest == nullptr ? std::string_view() : nearest->run_by;
}

std::uint64_t GuardIndex::hash_of_function(std::string_view name) {
  return hash_of_name("check " + std::string(name));
}

std::uint64_t GuardIndex::hash_of_folders(FolderGuard::Of of) {
  return hash_of_name(of == FolderGuard::Of::Tests ? "guard of tests" : "guard of migrations");
}

std::uint64_t GuardIndex::hash_of_origin(std::string_view path) {
  return hash_of_name("origin " + std::string(last_two_names(path)));
}

std::vector<std::uint64_t> GuardIndex::answers() const {
  std::vector<std::uint64_t> answers;
  for (const auto& [path, origins] : origins_) answers.push_back(hash_of_origin(path));
  for (const auto& [name, function] : functions_) answers.push_back(hash_of_function(name));
  for (const FolderGuard& each : folders_) answers.push_back(hash_of_folders(each.of));
  return answers;
}

}  // namespace floodwall::host
