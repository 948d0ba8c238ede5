#pragma once
#include <tree_sitter/api.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "frontends/grammars/parser_memory.h"

namespace floodwall::grammars {

/// A text as tree-sitter reads it. One at a time on each thread; its nodes live as long as it does.
class ParsedText {
 public:
  /// `longest`: microseconds after which it gives up; 0: never.
  ParsedText(const TSLanguage* language, std::string_view text, std::uint64_t longest = 0);

  /// nullopt: there is no tree that can be used.
  std::optional<TSNode> root() const { return root_; }

 private:
  struct FreeParser {
    void operator()(TSParser* parser) const { ts_parser_delete(parser); }
  };
  ParserMemory memory_;  ///< of the tree, too, which nobody frees but with it
  std::unique_ptr<TSParser, FreeParser> parser_{ts_parser_new()};
  std::optional<TSNode> root_;
};

}  // namespace floodwall::grammars
