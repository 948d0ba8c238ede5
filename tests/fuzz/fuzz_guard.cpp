// Through the guard's C interface: a policy, a text and the answers to its questions, with the byte 0x1e
// between them; a lone text has the usual policy and no answers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/guard/floodwall_guard.h"

namespace {

constexpr char separator = '\x1e';

std::vector<std::string> pieces_of(std::string_view input) {
  std::vector<std::string> pieces;
  for (std::size_t begin = 0; begin <= input.size();) {
    const std::size_t end = std::min(input.find(separator, begin), input.size());
    pieces.emplace_back(input.substr(begin, end - begin));
    begin = end + 1;
  }
  return pieces;
}

void must(bool is_so) {
  if (!is_so) std::abort();
}

floodwall_guard* guard_for(const std::string& policy) {
  floodwall_guard_options options{};
  options.size = sizeof options;
  options.config_text = policy.c_str();
  char message[64];
  floodwall_guard* guard = nullptr;
  const floodwall_status status = floodwall_guard_new(&options, &guard, message, sizeof message);
  must(status == FLOODWALL_OK || status == FLOODWALL_BAD_CONFIG);
  must((guard != nullptr) == (status == FLOODWALL_OK));
  if (guard == nullptr) must(floodwall_guard_new(nullptr, &guard, nullptr, 0) == FLOODWALL_OK);
  return guard;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::string> pieces = pieces_of({reinterpret_cast<const char*>(data), size});
  const bool is_alone = pieces.size() == 1;
  const std::string& sql = pieces[is_alone ? 0 : 1];
  // A log of the fuzzer's own making could be anywhere.
  const bool has_log = pieces[0].find("log") != std::string::npos;
  floodwall_guard* const guard = guard_for(is_alone || has_log ? "" : pieces[0]);
  floodwall_session* session = nullptr;
  must(floodwall_session_new(guard, nullptr, &session) == FLOODWALL_OK);
  for (const int round : {0, 1}) {  // the second time the text is known
    std::size_t next = 2;
    floodwall_verdict* verdict = nullptr;
    must(floodwall_check(session, sql.data(), sql.size(), &verdict) == FLOODWALL_OK);
    int questions = 0;
    while (floodwall_verdict_question(verdict) != nullptr) {
      const bool is_answered = next < pieces.size();
      floodwall_verdict_answer(verdict, is_answered ? pieces[next].data() : nullptr,
                               is_answered ? pieces[next].size() : 0);
      ++next;
      must(++questions < 20);  // they end
    }
    const floodwall_action action = floodwall_verdict_action(verdict);
    must(action == FLOODWALL_ALLOW || *floodwall_verdict_message(verdict) != '\0');
    must(*floodwall_verdict_json(verdict) == '{');
    floodwall_verdict_preparation(verdict);
    if (0 <= floodwall_verdict_row_limit(verdict)) floodwall_verdict_counted(verdict, 1000 * round);
    floodwall_verdict_decided(verdict, round);
    floodwall_verdict_free(verdict);
  }
  floodwall_dry_step step{};
  step.size = sizeof step;
  must(floodwall_session_dry_step(session, sql.data(), sql.size(), FLOODWALL_IDLE, 0, &step) == FLOODWALL_OK);
  must(step.before != nullptr);
  must(*floodwall_session_identity(session) == '{');
  floodwall_session_mark(session, "test");
  floodwall_session_free(session);
  floodwall_guard_free(guard);
  return 0;
}
