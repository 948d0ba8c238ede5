#ifndef FLOODWALL_GUARDED_SESSION_H
#define FLOODWALL_GUARDED_SESSION_H
// floodwall_guard.h for C++17: what pq.h and pqxx.h have in common. Link libfloodwall_guard.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/guard/floodwall_guard.h"

namespace floodwall {

/// Rules and policy: one for the program; threads share it. Outlives what is made with it.
class Guard {
 public:
  /// The defaults.
  Guard() : Guard(nullptr, nullptr) {}
  /// [guard] of a floodwall.toml. Throws std::runtime_error with file, line and key.
  explicit Guard(const std::string& config_path) : Guard(config_path.c_str(), nullptr) {}
  /// The same from a text.
  static Guard with_text(const std::string& toml) { return {nullptr, toml.c_str()}; }

  const floodwall_guard* get() const { return guard_.get(); }

 private:
  Guard(const char* path, const char* text) : guard_(nullptr, floodwall_guard_free) {
    floodwall_guard_options options{};
    options.size = sizeof options;
    options.config_path = path;
    options.config_text = text;
    floodwall_guard* made = nullptr;
    char message[1024] = "";
    const floodwall_status status = floodwall_guard_new(&options, &made, message, sizeof message);
    if (status != FLOODWALL_OK)
      throw std::runtime_error(message[0] == '\0' ? floodwall_status_text(status) : message);
    guard_.reset(made);
  }

  std::unique_ptr<floodwall_guard, decltype(&floodwall_guard_free)> guard_;
};

/// Lets a rule's statements pass until it goes out of scope. Must not outlive its session.
class Allowance {
 public:
  Allowance(floodwall_session* session, std::uint64_t number) : session_(session), number_(number) {}
  Allowance(Allowance&& other) noexcept
      : session_(std::exchange(other.session_, nullptr)), number_(other.number_) {}
  Allowance(const Allowance&) = delete;
  Allowance& operator=(const Allowance&) = delete;
  Allowance& operator=(Allowance&&) = delete;
  ~Allowance() {
    if (session_ != nullptr) floodwall_override_end(session_, number_);
  }

 private:
  floodwall_session* session_;
  std::uint64_t number_;
};

/// What becomes of one text.
class Judgement {
 public:
  explicit Judgement(std::string against)
      : against_(std::move(against)), verdict_(nullptr, floodwall_verdict_free) {}
  Judgement(std::optional<std::string> against, floodwall_verdict* verdict)
      : against_(std::move(against)), verdict_(verdict, floodwall_verdict_free) {}

  /// What is against sending it; nothing if it may be sent.
  const std::optional<std::string>& against() const { return against_; }
  /// Whether its rows must be told to `GuardedSession::objection_to`.
  bool counts() const {
    return !against_ && verdict_ != nullptr && 0 <= floodwall_verdict_row_limit(verdict_.get());
  }
  floodwall_verdict* verdict() const { return verdict_.get(); }

 private:
  std::optional<std::string> against_;
  std::unique_ptr<floodwall_verdict, decltype(&floodwall_verdict_free)> verdict_;
};

/// What a text is in a dry run.
struct DryText {
  std::optional<std::string> instead = {};  ///< to be sent in its place
  std::optional<std::string> refusal = {};  ///< why it must not be sent
};

/// One connection, whichever library it is of.
class GuardedSession {
 public:
  /// What runs a query on the connection and returns its one text; nothing where it cannot be run now.
  using Ask = std::function<std::optional<std::string>(const char* question)>;

  GuardedSession(const Guard& guard, const char* host) : session_(nullptr, floodwall_session_free) {
    floodwall_session_options options{};
    options.size = sizeof options;
    options.host = host;
    floodwall_session* made = nullptr;
    const floodwall_status status = floodwall_session_new(guard.get(), &options, &made);
    if (status != FLOODWALL_OK) throw std::runtime_error(floodwall_status_text(status));
    session_.reset(made);
  }

  /// Called with what the policy only warns of, and with trouble of the audit log; otherwise that is passed
  /// over.
  std::function<void(const std::string&)> on_warning;
  /// Whether what the policy asks about may be sent; where nobody is asked it may not.
  std::function<bool(const std::string&)> on_question;

  /// For at most so many seconds (a day is the most), with a reason for the audit log. `rule` empty: whatever
  /// the rule. Throws std::invalid_argument if there is no such rule or no reason.
  Allowance allow(const std::string& rule, const std::string& reason, double seconds) {
    std::uint64_t number = 0;
    const floodwall_status status = floodwall_override_begin(
        session_.get(), rule.empty() ? nullptr : rule.c_str(), reason.c_str(), seconds, &number);
    if (status != FLOODWALL_OK) throw std::invalid_argument(floodwall_status_text(status));
    return {session_.get(), number};
  }

  /// The connection is another one now.
  void forget_database() { floodwall_session_reset(session_.get()); }
  bool is_test() const { return floodwall_session_is_test(session_.get()) != 0; }
  /// JSON, as floodwall_session_identity says.
  std::string identity() const { return floodwall_session_identity(session_.get()); }

  /// Asks which database this is, unless that is known.
  void get_to_know(const Ask& ask) {
    for (int i = 0; i < 2; ++i) {  // the second question wants fewer rights
      const char* const question = floodwall_session_question(session_.get());
      if (question == nullptr) return;
      const std::optional<std::string> answer = ask(question);
      floodwall_session_answer(session_.get(), answer ? answer->data() : nullptr,
                               answer ? answer->size() : 0);
    }
  }

  /// What is against sending the text; nothing if it may be sent. `prepare` runs what must be done before,
  /// and returns the trouble if it cannot.
  template <class Prepare>
  std::optional<std::string> objection(std::string_view sql, const Ask& ask, Prepare&& prepare) {
    return judgement(sql, ask, prepare).against();
  }
  /// The same for who counts the rows.
  template <class Prepare>
  Judgement judgement(std::string_view sql, const Ask& ask, Prepare&& prepare) {
    floodwall_verdict* made = nullptr;
    const floodwall_status status = floodwall_check(session_.get(), sql.data(), sql.size(), &made);
    if (status != FLOODWALL_OK)
      return Judgement(std::string("floodwall: refused, since it cannot be judged: ") +
                       floodwall_status_text(status));
    Judgement verdict(std::nullopt, made);
    while (const char* question = floodwall_verdict_question(made)) {
      const std::optional<std::string> answer = ask(question);
      floodwall_verdict_answer(made, answer ? answer->data() : nullptr, answer ? answer->size() : 0);
    }
    std::optional<std::string> against = objection(made);
    const char* const preparation = against ? nullptr : floodwall_verdict_preparation(made);
    const std::optional<std::string> trouble = preparation == nullptr ? std::nullopt : prepare(preparation);
    if (trouble) against = "floodwall: refused, since what must be done before it cannot be: " + *trouble;
    floodwall_verdict_decided(made, against ? 0 : 1);
    if (against && is_dry_run()) against = said_only(std::move(*against));
    const char* const log_trouble = floodwall_session_trouble(session_.get());
    if (log_trouble != nullptr && on_warning) on_warning(std::string("floodwall: audit log: ") + log_trouble);
    if (against) return Judgement(std::move(*against));
    return verdict;
  }
  /// What is against so many rows: then the statement must be undone.
  std::optional<std::string> objection_to(const Judgement& judgement, std::int64_t rows) {
    floodwall_verdict_counted(judgement.verdict(), rows);
    if (floodwall_verdict_action(judgement.verdict()) != FLOODWALL_DENY) return std::nullopt;
    std::string message = floodwall_verdict_message(judgement.verdict());
    floodwall_verdict_decided(judgement.verdict(), 0);
    if (is_dry_run()) return said_only(std::move(message));
    return message;
  }
  /// It is only prepared, and counts when it runs.
  static void counts_not(const Judgement& judgement) { floodwall_verdict_counted(judgement.verdict(), -1); }

  /// Whether nothing that is sent may stay: the policy says so, or a dry run has begun.
  bool is_dry_run() const { return is_dry_run_ || floodwall_session_is_dry_run(session_.get()) != 0; }
  /// What would have been refused in dry runs.
  const std::vector<std::string>& dry_refusals() const { return dry_refusals_; }
  /// Whether the program's own transaction is open in a dry run.
  bool is_inside() const { return is_inside_; }
  /// In a dry run, before a text is judged. `run` runs statements, several in one text, and returns the
  /// error.
  template <class Run>
  DryText dry_text(std::string_view sql, floodwall_transaction transaction, bool is_prepared, Run&& run) {
    is_dry_run_ = true;
    floodwall_dry_step step{};
    step.size = sizeof step;
    floodwall_session_dry_step(session_.get(), sql.data(), sql.size(), transaction, is_prepared ? 1 : 0,
                               &step);
    DryText text;
    if (step.refusal != nullptr)
      text.refusal = std::string("floodwall: refused in a dry run: ") + step.refusal;
    if (step.instead != nullptr) text.instead = step.instead;
    is_inside_ = step.is_inside != 0;
    if (step.before == nullptr) return text;
    const std::optional<std::string> trouble = run(step.before);
    if (!trouble) return text;
    if (transaction == FLOODWALL_IDLE) {
      run("ROLLBACK");
      floodwall_session_dry_end(session_.get());
    }
    text.refusal =
        "floodwall: refused in a dry run: no transaction can be had that nothing can commit: " + *trouble;
    return text;
  }
  /// It has been rolled back.
  void forget_dry_run() {
    floodwall_session_dry_end(session_.get());
    is_dry_run_ = false;
    is_inside_ = false;
  }

 private:
  std::optional<std::string> said_only(std::string message) {
    if (on_warning) on_warning(message);
    dry_refusals_.push_back(std::move(message));
    return std::nullopt;
  }
  std::optional<std::string> objection(floodwall_verdict* verdict) const {
    const floodwall_action action = floodwall_verdict_action(verdict);
    if (action == FLOODWALL_ALLOW) return std::nullopt;
    std::string message = floodwall_verdict_message(verdict);
    if (action == FLOODWALL_WARN && on_warning) on_warning(message);
    if (action == FLOODWALL_WARN || (action == FLOODWALL_ASK && on_question && on_question(message)))
      return std::nullopt;
    return message;
  }

  std::unique_ptr<floodwall_session, decltype(&floodwall_session_free)> session_;
  std::vector<std::string> dry_refusals_;
  bool is_dry_run_ = false;  ///< also on the connection that comes in place of one that is lost
  bool is_inside_ = false;
};

}  // namespace floodwall

#endif
