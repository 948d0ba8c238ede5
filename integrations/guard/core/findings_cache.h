#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "integrations/guard/core/fork_safety.h"
#include "integrations/guard/core/statement_findings.h"

namespace floodwall::guard {

/// What texts that were seen before have said. Bounded: when the young half is full the old one is forgotten.
/// Threads share it.
class FindingsCache {
 public:
  StatementFindingsPtr find(std::string_view sql);
  void keep(std::string_view sql, StatementFindingsPtr findings);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const;
  };
  using Half = std::unordered_map<std::string, StatementFindingsPtr, Hash, std::equal_to<>>;

  static constexpr std::size_t most_texts = 4096;
  static constexpr std::size_t most_bytes = 4 << 20;
  static constexpr std::size_t longest_text = 16 << 10;  ///< bulk INSERTs: each is another one

  void put(std::string sql, StatementFindingsPtr findings);

  ForkSafeMutex mutex_;
  Half young_;
  Half old_;
  std::size_t young_bytes_ = 0;
};

}  // namespace floodwall::guard
