#include "integrations/workspace/glob.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "analyzer/base/result.h"

// Both loops below (`*` within a component, `**` over components) go back only to the latest star. That is
// enough: whatever an earlier star could take instead, the later one can take too. So no pattern is
// exponential.

namespace floodwall {
namespace {

constexpr std::string_view any_folders = "**";

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Position behind the UTF-8 character at `at`.
std::size_t next_character(std::string_view text, std::size_t at) {
  do ++at;
  while (at < text.size() && is_continuation(text[at]));
  return at;
}

/// Position behind the bracket expression at `open`, or npos if it is not closed.
std::size_t end_of_bracket(std::string_view pattern, std::size_t open) {
  std::size_t at = open + 1;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) ++at;
  if (at < pattern.size() && pattern[at] == ']') ++at;
  while (at < pattern.size() && pattern[at] != ']') at += pattern[at] == '\\' ? 2 : 1;
  return at < pattern.size() ? at + 1 : std::string_view::npos;
}

/// `expression` is what stands between the brackets.
bool bracket_matches(std::string_view expression, char c) {
  const bool negated = expression.starts_with('!') || expression.starts_with('^');
  if (negated) expression.remove_prefix(1);
  const auto take = [&expression] {
    if (expression.front() == '\\' && 1 < expression.size()) expression.remove_prefix(1);
    const auto taken = static_cast<unsigned char>(expression.front());
    expression.remove_prefix(1);
    return taken;
  };
  const auto wanted = static_cast<unsigned char>(c);
  bool found = false;
  while (!expression.empty()) {
    const unsigned char low = take();
    unsigned char high = low;
    if (1 < expression.size() && expression.front() == '-') {
      expression.remove_prefix(1);
      high = take();
    }
    found = found || (low <= wanted && wanted <= high);
  }
  return found != negated;
}

/// Moves both positions over one pattern element that is no star; false if it does not match there.
bool match_one(std::string_view pattern, std::size_t& at, std::string_view name, std::size_t& in_name) {
  const char c = pattern[at];
  if (c == '?') {
    ++at;
    in_name = next_character(name, in_name);
    return true;
  }
  if (c == '[') {
    const std::size_t end = end_of_bracket(pattern, at);
    if (!bracket_matches(pattern.substr(at + 1, end - at - 2), name[in_name])) return false;
    at = end;
    ++in_name;
    return true;
  }
  const bool escaped = c == '\\' && at + 1 < pattern.size();
  if (pattern[at + (escaped ? 1 : 0)] != name[in_name]) return false;
  at += escaped ? 2 : 1;
  ++in_name;
  return true;
}

bool component_matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t in_name = 0;
  std::size_t after_star = std::string_view::npos;
  std::size_t resume = 0;
  while (in_name < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      after_star = ++at;
      resume = in_name;
    } else if (at < pattern.size() && match_one(pattern, at, name, in_name)) {
      continue;
    } else if (after_star != std::string_view::npos) {
      at = after_star;
      in_name = ++resume;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> components;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (0 < slash) components.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return components;
}

}  // namespace

Result<Glob> Glob::parse(std::string_view pattern) {
  const std::string_view written = pattern;
  Glob glob;
  if (pattern.starts_with('!')) {
    glob.negated_ = true;
    pattern.remove_prefix(1);
  }
  if (pattern.starts_with("./")) pattern.remove_prefix(1);
  const bool only_folders = pattern.ends_with('/');
  const bool anchored = pattern.substr(0, pattern.size() - (only_folders ? 1 : 0)).contains('/');
  if (!anchored) glob.components_.emplace_back(any_folders);
  for (const std::string_view component : split(pattern)) {
    for (std::size_t at = 0; at < component.size(); ++at) {
      if (component[at] == '\\') {
        ++at;
      } else if (component[at] == '[') {
        const std::size_t end = end_of_bracket(component, at);
        if (end == std::string_view::npos) {
          return failure(fmt::format("the pattern \"{}\" has a [ without its ]", written));
        }
        at = end - 1;
      }
    }
    glob.components_.emplace_back(component);
  }
  if (glob.components_.size() == (anchored ? 0u : 1u)) {
    return failure(fmt::format("the pattern \"{}\" matches nothing", written));
  }
  if (only_folders) glob.components_.emplace_back("*");
  glob.components_.emplace_back(any_folders);  // and all below
  return glob;
}

bool Glob::matches(std::string_view path) const {
  const std::vector<std::string_view> names = split(path);
  std::size_t at = 0;
  std::size_t in_path = 0;
  std::size_t after_star = std::string_view::npos;
  std::size_t resume = 0;
  while (in_path < names.size()) {
    if (at < components_.size() && components_[at] == any_folders) {
      after_star = ++at;
      resume = in_path;
    } else if (at < components_.size() && component_matches(components_[at], names[in_path])) {
      ++at;
      ++in_path;
    } else if (after_star != std::string_view::npos) {
      at = after_star;
      in_path = ++resume;
    } else {
      return false;
    }
  }
  while (at < components_.size() && components_[at] == any_folders) ++at;
  return at == components_.size();
}

Result<GlobList> GlobList::parse(const std::vector<std::string>& patterns) {
  GlobList list;
  for (const std::string& pattern : patterns) {
    Result<Glob> glob = Glob::parse(pattern);
    if (!glob) return std::unexpected(std::move(glob.error()));
    list.globs_.push_back(std::move(*glob));
  }
  return list;
}

bool GlobList::matches(std::string_view path) const {
  for (auto glob = globs_.rbegin(); glob != globs_.rend(); ++glob) {
    if (glob->matches(path)) return !glob->negated();
  }
  return false;
}

bool GlobList::has_exceptions() const { return std::ranges::any_of(globs_, &Glob::negated); }

}  // namespace floodwall
