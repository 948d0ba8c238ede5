#include "integrations/workspace/git_changes.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "analyzer/base/result.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/process.h"

namespace floodwall {
namespace {

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

/// What git prints; its own words if it fails.
Result<std::string> git(const std::string& folder, std::vector<std::string> words) {
  Result<ProcessOutput> output = run_process(git_words(folder, std::move(words)));
  if (!output) return std::unexpected(std::move(output.error()));
  if (output->status != 0) return failure(first_line(output->err));
  return std::move(output->out);
}

void add_paths(std::set<std::string>& paths, const std::string& top, std::string_view listed) {
  while (!listed.empty()) {
    const std::size_t end = std::min(listed.find('\0'), listed.size());
    paths.insert(join_path(top, listed.substr(0, end)));
    listed.remove_prefix(std::min(end + 1, listed.size()));
  }
}

}  // namespace

Result<std::set<std::string>> changed_files(const std::string& folder, const std::string& revision) {
  const Result<std::string> top_line = git(folder, {"rev-parse", "--show-toplevel"});
  if (!top_line)
    return failure(fmt::format("--changed-since needs a git work tree: {}", top_line.error().message));
  const std::string top = top_line->substr(0, top_line->size() - 1);  // its line end

  const Result<std::string> commit =
      git(top, {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"});
  if (!commit) {
    return failure(fmt::format(
        "--changed-since: git knows no revision \"{}\" (in a shallow clone, fetch it first)", revision));
  }
  // Without a common ancestor (unrelated or shallow history) the revision itself must do.
  const Result<std::string> base = git(top, {"merge-base", first_line(*commit), "HEAD"});
  const std::string since = first_line(base ? *base : *commit);

  std::set<std::string> paths;
  // Against the work tree: committed, staged and unstaged changes at once.
  const Result<std::string> changed = git(top, {"diff", "--name-only", "-z", "--no-ext-diff", "--no-renames",
                                                "--diff-filter=ACMRT", since, "--"});
  if (!changed) return failure(fmt::format("--changed-since: {}", changed.error().message));
  add_paths(paths, top, *changed);
  const Result<std::string> fresh = git(top, {"ls-files", "-z", "--others", "--exclude-standard"});
  if (!fresh) return failure(fmt::format("--changed-since: {}", fresh.error().message));
  add_paths(paths, top, *fresh);
  return paths;
}

}  // namespace floodwall
