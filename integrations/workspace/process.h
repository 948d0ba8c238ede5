#pragma once
#include <string>
#include <vector>

#include "analyzer/base/result.h"

namespace floodwall {

struct ProcessOutput {
  int status = 0;  ///< exit status; 128 + signal if a signal ended it
  std::string out;
  std::string err;
};

/// Runs a program to its end, without a shell: `words[0]` is looked up in PATH. Its input is empty, its
/// messages are in English, and it does not see which repository and settings a surrounding git works with
/// (a hook, `git -c`).
Result<ProcessOutput> run_process(const std::vector<std::string>& words);

/// git, in `folder`, with paths as they are and without the file system monitor that a repository's
/// configuration may name. A command that compares with the work tree may still run its clean filters.
std::vector<std::string> git_words(const std::string& folder, std::vector<std::string> words);

}  // namespace floodwall
