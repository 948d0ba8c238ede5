#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "analyzer/engine/need_set.h"
#include "analyzer/engine/needs.h"
#include "analyzer/text/spelling.h"
#include "tests/support/catch.h"

namespace floodwall {
namespace {

using Hashes = std::vector<std::uint64_t>;

TEST_CASE("needs are sorted and kept once, where they stand first") {
  Needs needs;
  needs.add({Hashes{7, 8}, true, 30});
  needs.add({Hashes{7}, false, 20});
  Needs more;
  more.add({Hashes{7, 8}, true, 10});
  more.add({Hashes{3}, false, 40});
  needs.add(more);
  needs.settle();

  std::vector<Hashes> any_of;
  std::vector<std::uint32_t> lines;
  for (const Need need : needs) {
    any_of.emplace_back(need.any_of.begin(), need.any_of.end());
    lines.push_back(need.line);
  }
  CHECK(any_of == std::vector<Hashes>{{3}, {7}, {7, 8}});
  CHECK(lines == std::vector<std::uint32_t>{40, 20, 10});
}

TEST_CASE("a set of needs holds what was put in, however crowded a place is, and nothing else") {
  Hashes needs;
  for (std::uint64_t i = 1; i < 200; ++i) needs.push_back(i << 32);  // all want the first place
  const NeedSet set(needs);
  for (const std::uint64_t each : needs) CHECK(set.contains(each));
  CHECK_FALSE(set.contains(200ULL << 32));
  CHECK_FALSE(set.contains(0));
  CHECK_FALSE(NeedSet().contains(1));
}

TEST_CASE("the nearest word counts a swap as one step, and the first of equals wins") {
  constexpr std::array<std::string_view, 5> known = {"orders", "users", "useres", "orders_archive", "items"};
  CHECK(nearest_word("usres", known) == "users");
  CHECK(nearest_word("oredrs", known) == "orders");
  CHECK(nearest_word("order_archive", known) == "orders_archive");
  CHECK(nearest_word("zzz", known).empty());
  CHECK(nearest_word("itmesx", known) == "items");
}

}  // namespace
}  // namespace floodwall
