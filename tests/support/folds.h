#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "frontends/frontend.h"

namespace floodwall {

/// A page of programs, each a fenced block, with what they come to: see fixtures/hosts/cpp_folding.md.
struct FoldingProgram {
  std::size_t line = 0;  ///< of the page
  std::string text;
  std::vector<std::string> expected;  ///< sorted
  std::vector<std::string> found;     ///< sorted
};

/// `comment` is how the language begins one; `path` names a program that does not name its files.
std::vector<FoldingProgram> folding_programs(const std::string& page_path, std::string_view comment,
                                             const std::string& path);

/// What the last of the files of a program hands to a call, with holes as the user wrote them.
std::vector<std::string> folds_in(std::string_view program, std::string_view comment,
                                  const std::string& path);

}  // namespace floodwall
