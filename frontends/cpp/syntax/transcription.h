#pragma once
#include <cstdint>
#include <string_view>

#include "frontends/cpp/syntax/readable_text.h"
#include "frontends/cpp/syntax/tree.h"

namespace floodwall::cpp {

/// tree-sitter's tree of `text`, whose nodes are `offset` bytes further on in the file. nullptr: it has none
/// that can be used. One at a time on each thread.
TreeNode* parse_with_tree_sitter(std::string_view text, std::uint32_t offset, Tree& tree,
                                 Surroundings surroundings = Surroundings::File);

}  // namespace floodwall::cpp
