#include "integrations/guard/preload/process_guard.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "integrations/guard/client_text.h"
#include "integrations/guard/preload/dry_run.h"
#include "integrations/guard/preload/override_variable.h"
#include "integrations/guard/preload/question.h"

namespace floodwall::preload {
namespace {

constexpr double longest_override = 24 * 60 * 60;

std::atomic<ProcessGuard*> current{nullptr};
std::atomic<std::uint64_t> refused{0};
std::atomic<bool> has_dry_run{false};
std::atomic<std::uint64_t> forgotten{0};  ///< how often a connection has been

/// What a thread has looked up last: it asks for the same connection over and over.
struct Recent {
  const PGconn* connection = nullptr;
  Connection* known = nullptr;
  std::uint64_t when = 0;  ///< nothing has been forgotten since
};
thread_local Recent recent;

std::string refuse(std::string why) {
  refused.fetch_add(1);
  return why;
}

/// In a dry run: what would be refused is told, and run.
std::optional<std::string> said_only(std::string why) {
  std::fprintf(stderr, "%s\nfloodwall: a dry run: it is run, and will be rolled back\n",
               refuse(std::move(why)).c_str());
  return std::nullopt;
}

pthread_mutex_t making = PTHREAD_MUTEX_INITIALIZER;

void begin_as_child() {
  current.store(nullptr);
  forgotten.fetch_add(1);
  refused.store(0);
  has_dry_run.store(false);
  making = PTHREAD_MUTEX_INITIALIZER;
}

/// A program that goes on after an error, as psql does with a script, would end as if all were well.
void end_in_failure(int status, void* /*unused*/) {
  const std::uint64_t count = refused.load();
  if (has_dry_run.load()) std::fprintf(stderr, "floodwall: a dry run: nothing has been committed\n");
  if (status != 0 || count == 0 || std::getenv("FLOODWALL_GUARD_KEEP_STATUS") != nullptr) return;
  std::fprintf(stderr, "floodwall: the program has ended well, but %llu of its statements %s refused\n",
               static_cast<unsigned long long>(count), count == 1 ? "was" : "were");
  std::fflush(nullptr);
  ::_exit(1);
}

[[gnu::constructor]] void begin() {
  ::pthread_atfork(nullptr, nullptr, begin_as_child);
  ::on_exit(end_in_failure, nullptr);
}

}  // namespace

ProcessGuard& ProcessGuard::mine() {
  ProcessGuard* guard = current.load(std::memory_order_acquire);
  if (guard != nullptr) return *guard;
  ::pthread_mutex_lock(&making);
  guard = current.load(std::memory_order_acquire);
  if (guard == nullptr) {
    guard = new ProcessGuard;  // for as long as the process lives: connections may outlive main
    current.store(guard, std::memory_order_release);
  }
  ::pthread_mutex_unlock(&making);
  return *guard;
}

ProcessGuard::ProcessGuard() {
  is_dry_run_ = std::getenv(dry_run_variable) != nullptr;
  library_ = GuardLibrary::load(trouble_);
  if (!library_) return;
  floodwall_guard_options options{};
  options.size = sizeof options;
  options.config_path = std::getenv("FLOODWALL_GUARD_CONFIG");
  char message[1024] = "";
  if (library_->guard_new(&options, &guard_, message, sizeof message) == FLOODWALL_OK) return;
  trouble_ = message[0] == '\0' ? "no memory is left" : message;
}

const Libpq* ProcessGuard::libpq_of(const PGconn* connection, const void* caller) {
  if (const Connection* const found = known(connection); found != nullptr) return found->libpq;
  const std::lock_guard lock(mutex_);
  return libpqs_.called_from(caller);
}

Connection* ProcessGuard::connection_of(PGconn* connection, const void* caller) {
  if (Connection* const found = known(connection); found != nullptr) {
    const int backend = found->libpq->backend_pid(connection);
    if (backend != found->backend && found->session != nullptr) {
      library_->session_reset(found->session);
      begin_override(*found);
    }
    found->backend = backend;
    return found;
  }
  const std::lock_guard lock(mutex_);
  auto added = std::make_unique<Connection>();
  added->libpq = libpqs_.called_from(caller);
  if (added->libpq == nullptr) return nullptr;
  added->backend = added->libpq->backend_pid(connection);
  if (guard_ != nullptr) {
    floodwall_session_options options{};
    options.size = sizeof options;
    options.host = added->libpq->host(connection);
    library_->session_new(guard_, &options, &added->session);
    if (added->session != nullptr) begin_override(*added);
  }
  return connections_.emplace(connection, std::move(added)).first->second.get();
}

Connection* ProcessGuard::known(const PGconn* connection) {
  const std::uint64_t now = forgotten.load();
  if (recent.connection == connection && recent.when == now) return recent.known;
  const std::lock_guard lock(mutex_);
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return nullptr;
  recent = {connection, found->second.get(), now};
  return recent.known;
}

void ProcessGuard::begin_override(const Connection& connection) {
  const std::optional<ProcessOverride> own = own_override();
  if (!own) return;
  library_->override_begin(connection.session, own->rule.empty() ? nullptr : own->rule.c_str(),
                           own->reason.c_str(), longest_override, nullptr);
}

std::optional<std::string> ProcessGuard::objection(const Connection& known, PGconn* connection,
                                                   const char* sql, const char* name, Manner manner,
                                                   RowCheck& rows, std::string& instead) {
  if (known.session == nullptr)
    return refuse("floodwall: refused, since the guard cannot be had: " +
                  (trouble_.empty() ? std::string("no memory is left") : trouble_));
  // The names in it are not the real ones, so the tables cannot be asked for.
  const std::optional<std::string> plain =
      client::without_halves(sql, known.libpq->client_encoding(connection), known.libpq->character_length);
  if (plain) get_to_know(known, connection, manner);
  const std::string_view judged = plain ? std::string_view(*plain) : std::string_view(sql);
  const bool runs_dry = is_dry(known);
  const bool is_prepared = name != nullptr;
  if (runs_dry) {
    has_dry_run.store(true);
    DryText dry = dry_text_of(judged, is_prepared, *library_, known, connection, manner);
    if (dry.refusal) return refuse(std::move(*dry.refusal));
    if (dry.instead) instead = std::move(*dry.instead);
  }
  floodwall_verdict* verdict = nullptr;
  const floodwall_status status = library_->check(known.session, judged.data(), judged.size(), &verdict);
  if (status != FLOODWALL_OK) return refuse("floodwall: refused, since it cannot be judged");
  while (const char* question = library_->verdict_question(verdict)) {
    std::optional<std::string> answer;
    if (!plain) answer = answer_to(question, *known.libpq, connection, manner);
    library_->verdict_answer(verdict, answer ? answer->data() : nullptr, answer ? answer->size() : 0);
  }
  const floodwall_action action = library_->verdict_action(verdict);
  bool is_let_through = action == FLOODWALL_ALLOW || action == FLOODWALL_WARN;  // nobody is there to ask
  std::string message;
  if (action != FLOODWALL_ALLOW) message = library_->verdict_message(verdict);
  if (action == FLOODWALL_WARN) std::fprintf(stderr, "%s\n", message.c_str());
  const char* const preparation = is_let_through ? library_->verdict_preparation(verdict) : nullptr;
  const bool counts = is_let_through && 0 <= library_->verdict_row_limit(verdict);
  const bool is_named = is_prepared && *name != '\0';  // if not, whatever is sent before it runs makes it go
  rows.is_judged_later = is_named && (preparation != nullptr || counts);
  if (preparation != nullptr && !is_named) {
    if (const std::optional<std::string> trouble =
            prepare(preparation, *known.libpq, connection, manner, is_prepared ? nullptr : &rows.has_begun)) {
      is_let_through = false;
      message = "floodwall: refused, since what must be done before it cannot be: " + *trouble;
    }
  }
  if (is_let_through && counts && !is_prepared) {
    rows.verdict = verdict;
    rows.is_dry = runs_dry;
    return std::nullopt;
  }
  if (is_prepared) library_->verdict_counted(verdict, -1);
  library_->verdict_decided(verdict, is_let_through ? 1 : 0);
  const char* const trouble = library_->session_trouble(known.session);
  if (trouble != nullptr) std::fprintf(stderr, "floodwall: audit log: %s\n", trouble);
  library_->verdict_free(verdict);
  if (is_let_through) return std::nullopt;
  return runs_dry ? said_only(std::move(message)) : refuse(std::move(message));
}

bool ProcessGuard::is_dry(const Connection& known) const {
  return is_dry_run_ || library_->session_is_dry_run(known.session) != 0;
}

std::optional<std::string> ProcessGuard::too_many(RowCheck& check, std::int64_t count) {
  floodwall_verdict* const verdict = std::exchange(check.verdict, nullptr);
  if (verdict == nullptr) return std::nullopt;
  library_->verdict_counted(verdict, count);
  const bool are_too_many = library_->verdict_action(verdict) == FLOODWALL_DENY;
  library_->verdict_decided(verdict, are_too_many ? 0 : 1);
  std::optional<std::string> message;
  if (are_too_many) message = library_->verdict_message(verdict);
  library_->verdict_free(verdict);
  if (message) message = check.is_dry ? said_only(std::move(*message)) : refuse(std::move(*message));
  return message;
}

void ProcessGuard::get_to_know(PGconn* connection, const void* caller) {
  Connection* const known = connection_of(connection, caller);
  if (known != nullptr && known->session != nullptr) get_to_know(*known, connection, Manner::Sends);
}

void ProcessGuard::get_to_know(const Connection& known, PGconn* connection, Manner manner) {
  const char* const question = library_->session_question(known.session);
  if (question == nullptr) return;
  const std::optional<std::string> answer = answer_to(question, *known.libpq, connection, manner);
  if (answer) library_->session_answer(known.session, answer->data(), answer->size());
}

void ProcessGuard::forget(const PGconn* connection) {
  const std::lock_guard lock(mutex_);
  const auto known = connections_.find(connection);
  if (known == connections_.end()) return;
  give_up_counting(*known->second);
  if (known->second->session != nullptr) library_->session_free(known->second->session);
  connections_.erase(known);
  forgotten.fetch_add(1);
}

void ProcessGuard::connects_anew(const PGconn* connection) {
  const std::lock_guard lock(mutex_);
  const auto known = connections_.find(connection);
  if (known == connections_.end()) return;
  give_up_counting(*known->second);
  known->second->prepared.clear();
  known->second->backend = -1;  // of no server: seen with the next statement
}

void ProcessGuard::give_up_counting(Connection& connection) {
  if (connection.sent && connection.sent->rows.verdict != nullptr)
    library_->verdict_free(connection.sent->rows.verdict);
  connection.sent.reset();
}

}  // namespace floodwall::preload
