// The C interface over core/. Nothing is thrown through it: what the standard library throws becomes a
// status.
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <iterator>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/rule/registry.h"
#include "integrations/guard/core/backup.h"
#include "integrations/guard/core/guard.h"
#include "integrations/guard/floodwall_guard.h"

using floodwall::guard::Action;

struct floodwall_guard {
  floodwall::guard::Guard guard;
};
struct floodwall_session {
  floodwall::guard::Session session;
  std::string identity;  ///< what was handed out
  std::string mark;
  std::string backups;
  std::string trouble;
  floodwall::guard::DryStep dry_step;
};
struct floodwall_verdict {
  floodwall::guard::Verdict verdict;
  std::string preparation;
  std::string message;
  std::string json;
};

namespace {

constexpr std::size_t longest_sql = (std::size_t{1} << 30) - 1;
constexpr double longest_override = 24 * 60 * 60;

/// Runs `body`, which returns a status.
template <class Body>
floodwall_status safely(Body&& body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return FLOODWALL_OUT_OF_MEMORY;
  } catch (...) {
    return FLOODWALL_INTERNAL;
  }
}

/// The same for what returns a text: `otherwise` where it cannot be had.
template <class Body>
const char* text_of(Body&& body, const char* otherwise) noexcept {
  try {
    return body();
  } catch (...) {
    return otherwise;
  }
}

void tell(char* message, std::size_t size, std::string_view text) {
  if (message == nullptr || size == 0) return;
  const std::size_t length = std::min(text.size(), size - 1);
  std::memcpy(message, text.data(), length);
  message[length] = '\0';
}

std::string_view view(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

floodwall::Result<std::string> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  try {
    if (file) return std::string(std::istreambuf_iterator<char>(file), {});
  } catch (const std::ios_base::failure&) {  // a folder
  }
  return floodwall::failure(path + ": cannot be read");
}

std::optional<std::string_view> answer_of(const char* text, std::size_t size) {
  if (text == nullptr) return std::nullopt;
  return std::string_view(text, size);
}

}  // namespace

uint32_t floodwall_guard_abi_version(void) { return FLOODWALL_GUARD_ABI_VERSION; }

const char* floodwall_status_text(floodwall_status status) {
  switch (status) {
    case FLOODWALL_OK:
      return "all is well";
    case FLOODWALL_BAD_ARGUMENT:
      return "an argument is missing or of an unknown size";
    case FLOODWALL_BAD_CONFIG:
      return "the policy cannot be read";
    case FLOODWALL_BAD_ANSWER:
      return "that is no answer to the question";
    case FLOODWALL_OUT_OF_MEMORY:
      return "there is no memory left";
    case FLOODWALL_INTERNAL:
      return "a mistake of floodwall's own";
  }
  return "an unknown status";
}

floodwall_status floodwall_guard_new(const floodwall_guard_options* options, floodwall_guard** out,
                                     char* message, size_t message_size) {
  tell(message, message_size, "");
  if (out == nullptr) return FLOODWALL_BAD_ARGUMENT;
  *out = nullptr;
  if (options != nullptr && options->size < sizeof(floodwall_guard_options)) return FLOODWALL_BAD_ARGUMENT;
  return safely([&] {
    floodwall::guard::Policy policy;
    if (options != nullptr && (options->config_path != nullptr || options->config_text != nullptr)) {
      const std::string path(options->config_path == nullptr ? "floodwall.toml" : options->config_path);
      floodwall::Result<std::string> text =
          options->config_text != nullptr ? std::string(options->config_text) : read(path);
      if (text) {
        floodwall::Result<floodwall::guard::Policy> parsed = floodwall::guard::parse_policy(path, *text);
        if (parsed) {
          policy = std::move(*parsed);
        } else {
          text = std::unexpected(parsed.error());
        }
      }
      if (!text) {
        tell(message, message_size, text.error().message);
        return FLOODWALL_BAD_CONFIG;
      }
    }
    *out = new floodwall_guard{floodwall::guard::Guard(std::move(policy))};
    return FLOODWALL_OK;
  });
}

void floodwall_guard_free(floodwall_guard* guard) { delete guard; }

floodwall_status floodwall_session_new(const floodwall_guard* guard, const floodwall_session_options* options,
                                       floodwall_session** out) {
  if (out == nullptr) return FLOODWALL_BAD_ARGUMENT;
  *out = nullptr;
  if (guard == nullptr || (options != nullptr && options->size < sizeof(floodwall_session_options)))
    return FLOODWALL_BAD_ARGUMENT;
  return safely([&] {
    std::string host(options == nullptr ? "" : view(options->host));
    *out =
        new floodwall_session{floodwall::guard::Session(guard->guard, std::move(host)), {}, {}, {}, {}, {}};
    return FLOODWALL_OK;
  });
}

void floodwall_session_free(floodwall_session* session) { delete session; }

void floodwall_session_budget_reset(floodwall_session* session) {
  if (session != nullptr) session->session.budget.begin_anew();
}

void floodwall_session_reset(floodwall_session* session) {
  if (session != nullptr) session->session.reset();
}

const char* floodwall_session_question(floodwall_session* session) {
  const std::string* const question = session == nullptr ? nullptr : session->session.question();
  return question == nullptr ? nullptr : question->c_str();
}

floodwall_status floodwall_session_answer(floodwall_session* session, const char* text, size_t size) {
  if (session == nullptr) return FLOODWALL_BAD_ARGUMENT;
  return safely([&] {
    const std::optional<std::string_view> answer = answer_of(text, size);
    std::optional<floodwall::guard::Identity> identity;
    if (answer) identity = floodwall::guard::parse_identity(*answer);
    const bool is_good = !answer || identity.has_value();
    session->session.tell(std::move(identity));
    return is_good ? FLOODWALL_OK : FLOODWALL_BAD_ANSWER;
  });
}

int floodwall_session_is_test(const floodwall_session* session) {
  return session != nullptr && session->session.judgement().is_test ? 1 : 0;
}

const char* floodwall_session_identity(floodwall_session* session) {
  if (session == nullptr) return "{}";
  return text_of(
      [&] {
        session->identity = session->session.identity_json();
        return session->identity.c_str();
      },
      "{}");
}

floodwall_status floodwall_session_decided(floodwall_session* session, const char* rule, const char* what,
                                           int is_let_through) {
  if (session == nullptr || view(rule).empty()) return FLOODWALL_BAD_ARGUMENT;
  return safely([&] {
    session->session.decided(view(rule), view(what), is_let_through != 0);
    return FLOODWALL_OK;
  });
}

const char* floodwall_session_mark(floodwall_session* session, const char* kind) {
  if (session == nullptr || !session->session.identity()) return nullptr;
  const std::string_view wanted = view(kind);
  if (!wanted.empty() && wanted != "test" && wanted != "production") return nullptr;
  if (session->session.identity()->system.empty()) return nullptr;
  return text_of(
      [&] {
        session->mark = floodwall::guard::mark_statement(*session->session.identity(), wanted);
        return session->mark.c_str();
      },
      nullptr);
}

const char* floodwall_session_backups(floodwall_session* session) {
  if (session == nullptr) return nullptr;
  return text_of(
      [&] {
        session->backups = floodwall::guard::backups_question(session->session.guard().policy());
        return session->backups.c_str();
      },
      nullptr);
}

const char* floodwall_session_restore(floodwall_session* session, const char* run) {
  if (session == nullptr || run == nullptr) return nullptr;
  return text_of([&] { return session->session.restore_statement(run).c_str(); }, nullptr);
}

const char* floodwall_session_trouble(floodwall_session* session) {
  if (session == nullptr) return nullptr;
  return text_of(
      [&]() -> const char* {
        session->trouble = session->session.trouble();
        return session->trouble.empty() ? nullptr : session->trouble.c_str();
      },
      nullptr);
}

floodwall_status floodwall_session_dry_step(floodwall_session* session, const char* sql, size_t size,
                                            floodwall_transaction transaction, int is_prepared,
                                            floodwall_dry_step* step) {
  if (step == nullptr || step->size < offsetof(floodwall_dry_step, is_inside)) return FLOODWALL_BAD_ARGUMENT;
  step->before = step->instead = nullptr;
  step->refusal = "it cannot be judged";
  if (session == nullptr || (sql == nullptr && size != 0) || longest_sql < size)
    return FLOODWALL_BAD_ARGUMENT;
  if (transaction < FLOODWALL_IDLE || FLOODWALL_FAILED < transaction) return FLOODWALL_BAD_ARGUMENT;
  return safely([&] {
    floodwall::guard::Session& known = session->session;
    known.begin_dry_run();
    const std::string_view text(sql == nullptr ? "" : sql, size);
    const auto state = static_cast<floodwall::guard::TransactionState>(transaction);
    session->dry_step = known.dry_run->step(text, state, is_prepared != 0);
    const auto given = [](const std::string& each) { return each.empty() ? nullptr : each.c_str(); };
    step->before = given(session->dry_step.before);
    step->instead = given(session->dry_step.instead);
    step->refusal = given(session->dry_step.refusal);
    if (sizeof(floodwall_dry_step) <= step->size) step->is_inside = session->dry_step.is_inside ? 1 : 0;
    return FLOODWALL_OK;
  });
}

int floodwall_session_is_dry_run(const floodwall_session* session) {
  if (session == nullptr) return 0;
  return session->session.dry_run || session->session.guard().policy().is_dry_run ? 1 : 0;
}

void floodwall_session_dry_end(floodwall_session* session) {
  if (session != nullptr) session->session.end_dry_run();
}

floodwall_status floodwall_override_begin(floodwall_session* session, const char* rule, const char* reason,
                                          double seconds, uint64_t* number) {
  if (session == nullptr || view(reason).empty() || !(0 < seconds) || longest_override < seconds)
    return FLOODWALL_BAD_ARGUMENT;
  return safely([&] {
    std::string id;
    if (rule != nullptr) {
      const floodwall::RegisteredRule* known = floodwall::find_rule(rule);
      if (known == nullptr && !floodwall::guard::is_limit(rule)) return FLOODWALL_BAD_ARGUMENT;
      id = known == nullptr ? rule : known->rule->meta.id;
    }
    const std::uint64_t begun =
        session->session.overrides.begin(std::move(id), reason, std::chrono::duration<double>(seconds),
                                         floodwall::guard::Overrides::Clock::now());
    if (number != nullptr) *number = begun;
    return FLOODWALL_OK;
  });
}

void floodwall_override_end(floodwall_session* session, uint64_t number) {
  if (session != nullptr) session->session.overrides.end(number);
}

floodwall_status floodwall_check(floodwall_session* session, const char* sql, size_t size,
                                 floodwall_verdict** out) {
  if (out == nullptr) return FLOODWALL_BAD_ARGUMENT;
  *out = nullptr;
  if (session == nullptr || (sql == nullptr && size != 0) || longest_sql < size)
    return FLOODWALL_BAD_ARGUMENT;
  return safely([&] {
    *out = new floodwall_verdict{
        floodwall::guard::Verdict(session->session, std::string_view(sql == nullptr ? "" : sql, size)),
        {},
        {},
        {}};
    return FLOODWALL_OK;
  });
}

void floodwall_verdict_free(floodwall_verdict* verdict) { delete verdict; }

const char* floodwall_verdict_question(floodwall_verdict* verdict) {
  if (verdict == nullptr || verdict->verdict.question().empty()) return nullptr;
  return verdict->verdict.question().c_str();
}

floodwall_status floodwall_verdict_answer(floodwall_verdict* verdict, const char* text, size_t size) {
  if (verdict == nullptr) return FLOODWALL_BAD_ARGUMENT;
  return safely(
      [&] { return verdict->verdict.answer(answer_of(text, size)) ? FLOODWALL_OK : FLOODWALL_BAD_ANSWER; });
}

floodwall_action floodwall_verdict_action(const floodwall_verdict* verdict) {
  if (verdict == nullptr) return FLOODWALL_DENY;
  return static_cast<floodwall_action>(verdict->verdict.action());
}

const char* floodwall_verdict_preparation(floodwall_verdict* verdict) {
  if (verdict == nullptr) return nullptr;
  // Where it cannot be made, a statement that fails stands in for it: what it was to save must not go.
  return text_of(
      [&]() -> const char* {
        verdict->preparation = verdict->verdict.preparation();
        return verdict->preparation.empty() ? nullptr : verdict->preparation.c_str();
      },
      "DO 'BEGIN RAISE ''floodwall: no memory for a backup''; END'");
}

int64_t floodwall_verdict_row_limit(const floodwall_verdict* verdict) {
  if (verdict == nullptr) return -1;
  return verdict->verdict.row_limit().value_or(-1);
}

floodwall_status floodwall_verdict_counted(floodwall_verdict* verdict, int64_t rows) {
  if (verdict == nullptr) return FLOODWALL_BAD_ARGUMENT;
  return safely([&] {
    verdict->verdict.counted(rows);
    return FLOODWALL_OK;
  });
}

const char* floodwall_verdict_message(floodwall_verdict* verdict) {
  if (verdict == nullptr) return "";
  return text_of(
      [&] {
        verdict->message = verdict->verdict.message();
        return verdict->message.c_str();
      },
      "floodwall: refused; there is no memory left to say why");
}

const char* floodwall_verdict_json(floodwall_verdict* verdict) {
  if (verdict == nullptr) return "{}";
  return text_of(
      [&] {
        verdict->json = verdict->verdict.json();
        return verdict->json.c_str();
      },
      "{}");
}

void floodwall_verdict_decided(floodwall_verdict* verdict, int is_let_through) {
  if (verdict == nullptr) return;
  safely([&] {
    verdict->verdict.decided(is_let_through != 0);
    return FLOODWALL_OK;
  });
}

static_assert(static_cast<int>(Action::Deny) == FLOODWALL_DENY &&
              static_cast<int>(Action::Allow) == FLOODWALL_ALLOW &&
              static_cast<int>(floodwall::guard::TransactionState::Failed) == FLOODWALL_FAILED);
