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
/// messages are in English, and it does not see what a surrounding git hook says about that hook's
/// repository.
Result<ProcessOutput> run_process(const std::vector<std::string>& words);

/// The options that make git do nothing but read, also in a repository whose configuration wants to run
/// programs.
std::vector<std::string> git_words(const std::string& folder, std::vector<std::string> words);

}  // namespace floodwall
