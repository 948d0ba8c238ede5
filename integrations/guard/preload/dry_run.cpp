#include "integrations/guard/preload/dry_run.h"

#include "integrations/guard/preload/question.h"

namespace floodwall::preload {
namespace {

/// Where the transaction is; nothing if nothing can be run before the text.
std::optional<floodwall_transaction> transaction_of(const Libpq& libpq, PGconn* connection, Manner manner) {
  switch (transaction_on(libpq, connection, manner)) {
    case status_idle:
      return FLOODWALL_IDLE;
    case status_in_transaction:
      return FLOODWALL_INSIDE;
    case status_failed:
      return FLOODWALL_FAILED;
    case status_active:
      break;
  }
  return std::nullopt;
}

}  // namespace

DryText dry_text_of(std::string_view sql, bool is_prepared, const GuardLibrary& library,
                    const Connection& known, PGconn* connection, Manner manner) {
  const auto refused = [](const std::string& why) {
    return DryText{.refusal = "floodwall: refused in a dry run: " + why};
  };
  const Libpq& libpq = *known.libpq;
  const std::optional<floodwall_transaction> transaction = transaction_of(libpq, connection, manner);
  if (!transaction) return refused("in the middle of something else nothing can be made sure of");
  floodwall_dry_step step{};
  step.size = sizeof step;
  library.session_dry_step(known.session, sql.data(), sql.size(), *transaction, is_prepared ? 1 : 0, &step);
  if (step.before != nullptr) {
    if (const std::optional<std::string> trouble = trouble_with(step.before, libpq, connection)) {
      if (*transaction == FLOODWALL_IDLE) {
        trouble_with("ROLLBACK", libpq, connection);
        library.session_dry_end(known.session);
      }
      return refused("no transaction can be had that nothing can commit: " + *trouble);
    }
  }
  if (step.refusal != nullptr) return refused(step.refusal);
  DryText text;
  if (step.instead != nullptr) text.instead = step.instead;
  return text;
}

}  // namespace floodwall::preload
