#include "integrations/guard/core/dry_run.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"
#include "integrations/guard/core/lasting_effects.h"

namespace floodwall::guard {
namespace {

/// A COMMIT fails with the constraint's name, whoever sends it; and what has a temporary table cannot be kept
/// by PREPARE TRANSACTION.
constexpr std::string_view begin = "BEGIN READ WRITE";
constexpr std::string_view begin_here = "SET TRANSACTION READ WRITE";
/// Where session_replication_role is replica, the constraint would not be looked at.
constexpr std::string_view opening =
    "SELECT pg_catalog.set_config('floodwall.replication_role', "
    "pg_catalog.current_setting('session_replication_role'), true); "
    "SELECT pg_catalog.set_config('session_replication_role', 'origin', true) "
    "WHERE pg_catalog.current_setting('floodwall.replication_role') OPERATOR(pg_catalog.=) 'replica'; "
    "CREATE TEMPORARY TABLE pg_temp.floodwall_dry_run (once pg_catalog.int4 CONSTRAINT "
    "\"floodwall: a dry run, nothing is committed\" UNIQUE DEFERRABLE INITIALLY DEFERRED); "
    "INSERT INTO pg_temp.floodwall_dry_run VALUES (1), (1); "
    "SELECT pg_catalog.set_config('session_replication_role', 'replica', true) "
    "WHERE pg_catalog.current_setting('floodwall.replication_role') OPERATOR(pg_catalog.=) 'replica'; "
    "SAVEPOINT floodwall_statement";
constexpr std::string_view begin_block = "SAVEPOINT floodwall_block";
constexpr std::string_view undo_block = "ROLLBACK TO SAVEPOINT floodwall_block";
constexpr std::string_view nothing = "SET LOCAL floodwall.dry_run = 'on'";
/// What COMMIT would look at is looked at, without the constraint that fails each.
constexpr std::string_view before_check = "SAVEPOINT floodwall_check; DELETE FROM pg_temp.floodwall_dry_run";
constexpr std::string_view check = "SET CONSTRAINTS ALL IMMEDIATE";
constexpr std::string_view after_check =
    "ROLLBACK TO SAVEPOINT floodwall_check; RELEASE SAVEPOINT floodwall_block";

std::string_view first_word(std::string_view statement) {
  Lexer lexer(statement);
  Token token = lexer.next();
  while (token.kind == TokenKind::Comment) token = lexer.next();
  return token.kind == TokenKind::Word ? slice(statement, token.at) : std::string_view();
}

constexpr std::array transaction_words =
    std::to_array<std::string_view>({"begin", "start", "commit", "end", "rollback", "abort"});

bool is_one_of(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return is_word(text, word); });
}

/// Whether something in a text of several statements may begin or end a transaction. Where the text has been
/// read wrongly as one with a body (BEGIN ATOMIC …), what ends it without a COMMIT is seen all the same.
bool may_control(std::string_view sql, std::span<const StatementText> statements) {
  static constexpr std::array never_in_body =
      std::to_array<std::string_view>({"start", "commit", "rollback", "abort"});
  if (1 < statements.size() && std::ranges::any_of(statements, [&](const StatementText& each) {
        return is_one_of(first_word(slice(sql, each.at)), transaction_words);
      }))
    return true;
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const bool ends = token.kind == TokenKind::Punctuation && slice(sql, token.at) == ";";
    if (ends && is_one_of(first_word(sql.substr(token.at.end)), never_in_body)) return true;
  }
  return false;
}

/// Where a backslash in a string may be an escape, strings may end elsewhere than they seem to.
bool is_ambiguous(std::string_view sql) {
  Lexer lexer(sql);
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const std::string_view text = slice(sql, token.at);
    if (token.kind == TokenKind::String && text.starts_with('\'') && text.contains('\\')) return true;
  }
  return false;
}

struct Reading {
  std::string refusal = {};
  std::optional<TransactionStmtKind> control = {};
};

Reading read(std::string_view sql) {
  Reading reading{.refusal = refusal_of_functions(sql)};
  if (!reading.refusal.empty()) return reading;
  const std::vector<StatementText> statements = split_script(sql, {.is_psql_script = false}).statements;
  if (may_control(sql, statements)) {
    reading.refusal = "a text with several statements may neither begin nor end a transaction";
    return reading;
  }
  for (const StatementText& each : statements) {
    StatementParser parser;
    const std::expected<const Node*, SyntaxError> tree = parser.parse(slice(sql, each.at));
    if (!tree && is_one_of(first_word(slice(sql, each.at)), transaction_words))
      reading.refusal = "what it would do to the transaction cannot be read";
    if (!tree || *tree == nullptr) continue;
    if (const TransactionStmt* control = node_cast<TransactionStmt>(*tree)) {
      reading.control = control->kind;
      if (control->chain) reading.refusal = "AND CHAIN is not known there";
    }
    if (reading.refusal.empty()) reading.refusal = refusal_of_copies(**tree, slice(sql, each.at));
  }
  if (reading.control || !is_ambiguous(sql)) return reading;
  const std::string lower = lower_case(sql);
  for (const std::string_view word : {"rollback", "abort"}) {
    if (lower.contains(word)) reading.refusal = "with a backslash in it the text may end the transaction";
  }
  return reading;
}

void add(std::string& text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += "; ";
  text += more;
}

}  // namespace

/// What brings the connection to where the next text begins.
std::string DryRun::arrived_in(TransactionState state) {
  const bool has_checked = has_checked_;
  has_checked_ = false;
  std::string text;
  if (state == TransactionState::Idle || !is_open_) {
    add(text, state == TransactionState::Idle ? begin : begin_here);
    add(text, opening);
    is_in_block_ = false;
    is_open_ = true;
    return text;
  }
  const bool has_failed = state == TransactionState::Failed;
  if (has_checked) add(text, has_failed ? undo_block : after_check);
  if (is_in_block_) return text;
  add(text, has_failed && !has_checked
                ? "ROLLBACK TO SAVEPOINT floodwall_statement"
                : "RELEASE SAVEPOINT floodwall_statement; SAVEPOINT floodwall_statement");
  return text;
}

DryStep DryRun::step(std::string_view sql, TransactionState state, bool is_prepared) {
  DryStep step = begun(sql, state, is_prepared);
  step.is_inside = is_in_block_;
  return step;
}

DryStep DryRun::begun(std::string_view sql, TransactionState state, bool is_prepared) {
  DryStep step;
  if (!is_open_ && state == TransactionState::Failed) {
    step.refusal = "the transaction that it would be in has failed";
    return step;
  }
  const Reading reading = read(sql);
  step.before = arrived_in(state);
  step.refusal = reading.refusal;
  if (!reading.control || !reading.refusal.empty()) return step;
  if (is_prepared) {
    step.refusal = "what begins or ends a transaction may not be prepared";
    return step;
  }
  switch (*reading.control) {
    case TRANS_STMT_BEGIN:
    case TRANS_STMT_START:
      step.instead = is_in_block_ ? nothing : begin_block;
      is_in_block_ = true;
      break;
    case TRANS_STMT_COMMIT:
      if (is_in_block_ && state != TransactionState::Failed) {
        add(step.before, before_check);
        step.instead = check;
        has_checked_ = true;
      } else {
        step.instead = is_in_block_ ? undo_block : nothing;
      }
      is_in_block_ = false;
      break;
    case TRANS_STMT_ROLLBACK:
      step.instead = is_in_block_ ? undo_block : nothing;
      is_in_block_ = false;
      break;
    case TRANS_STMT_PREPARE:
    case TRANS_STMT_COMMIT_PREPARED:
    case TRANS_STMT_ROLLBACK_PREPARED:
      step.refusal = "a prepared transaction would outlast it";
      break;
    case TRANS_STMT_SAVEPOINT:
    case TRANS_STMT_RELEASE:
    case TRANS_STMT_ROLLBACK_TO:
      break;
  }
  return step;
}

}  // namespace floodwall::guard
