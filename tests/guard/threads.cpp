// 16 threads with a session each over one guard, with texts that all share and texts that are each one's own.
#include <atomic>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "integrations/guard/guarded_session.h"

namespace {

std::atomic<int> failures = 0;

void expect(bool is_so, const std::string& sql) {
  if (is_so) return;
  std::fprintf(stderr, "wrong: %s\n", sql.c_str());
  ++failures;
}

void judge(const floodwall::Guard& guard, int number) {
  const std::string database = number % 2 == 0 ? "shop" : "shop_test";
  floodwall::GuardedSession session(guard, nullptr);
  const auto answer = [&](const char* /*question*/) {
    return std::optional<std::string>("{\"database\": \"" + database + "\", \"user\": \"app\"}");
  };
  session.get_to_know(answer);
  const auto none = [](const char* /*question*/) { return std::optional<std::string>(); };
  const auto prepared = [](const char* /*preparation*/) -> std::optional<std::string> {
    return std::nullopt;
  };
  for (int i = 0; i < 60; ++i) {
    const std::string own = "TRUNCATE t" + std::to_string(number) + "_" + std::to_string(i % 20) + " CASCADE";
    for (const std::string& sql : {std::string("DELETE FROM orders"), own}) {
      expect(session.objection(sql, none, prepared).has_value() == (database == "shop"), sql);
      const floodwall::Allowance allowance = session.allow("", "the test", 60);
      expect(!session.objection(sql, none, prepared), sql);
    }
    expect(!session.objection("SELECT " + std::to_string(i % 7), none, prepared), "SELECT");
    expect(!session.objection("INSERT INTO t VALUES (" + std::to_string(number * 1000 + i) + ")", none,
                              prepared),
           "INSERT");
    const std::string update =
        "UPDATE t SET x = " + std::to_string(number) + " WHERE id = " + std::to_string(i);
    expect(!session.objection(update, none, prepared), update);
  }
}

}  // namespace

int main() {
  const floodwall::Guard guard;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) threads.emplace_back([&guard, i] { judge(guard, i); });
  for (std::thread& each : threads) each.join();
  return failures == 0 ? 0 : 1;
}
