#pragma once

namespace floodwall::grammars {

/// While it lives, tree-sitter takes the memory of this thread's parser and trees from here: blocks of few
/// sizes that are used again, all given back at once at the end. Twice as fast as malloc, which a parse calls
/// for every token; and a tree that tree-sitter cannot free needs no freeing. One at a time on each thread.
class ParserMemory {
 public:
  ParserMemory();
  ~ParserMemory();
  ParserMemory(const ParserMemory&) = delete;
  ParserMemory& operator=(const ParserMemory&) = delete;
};

}  // namespace floodwall::grammars
