#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace floodwall::guard {

enum class NameMatch : std::uint8_t {
  Segment,    ///< "orders_test", "test1", "dev-orders"; not "contest", "latest_prod"
  Substring,  ///< anywhere in the name
};

/// The first of `words` (lower case) that a database's name holds, in any case; empty if it holds none. A
/// segment is a run of letters between whatever is none.
std::string_view word_in(std::string_view database, std::span<const std::string> words, NameMatch match);

}  // namespace floodwall::guard
