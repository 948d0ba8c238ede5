#include "integrations/guard/core/lasting_effects.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "analyzer/sql/lexer.h"

namespace floodwall::guard {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::string_view of_program = "COPY … PROGRAM runs a program, which cannot be undone";
constexpr std::string_view of_file = "COPY … TO writes a file, which cannot be undone";

bool continues_word(char c) {
  return c == '_' || ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || static_cast<signed char>(c) < 0;
}

constexpr std::array lasting_functions = std::to_array<std::string_view>(
    {"setval", "dblink", "dblink_exec", "dblink_send_query", "pg_terminate_backend", "pg_cancel_backend",
     "lo_export", "pg_logical_emit_message", "pg_switch_wal", "pg_reload_conf", "pg_rotate_logfile",
     "pg_create_restore_point", "pg_promote", "pg_file_write", "pg_file_unlink", "pg_file_rename"});
constexpr std::array slot_functions = std::to_array<std::string_view>(
    {"pg_create_physical_replication_slot", "pg_create_logical_replication_slot",
     "pg_copy_physical_replication_slot", "pg_copy_logical_replication_slot", "pg_drop_replication_slot",
     "pg_replication_slot_advance", "pg_logical_slot_get_changes", "pg_logical_slot_get_binary_changes"});

/// What follows the word, at `from` or later; `none`: it is not there.
std::size_t after_word(std::string_view lower, std::string_view word, std::size_t from) {
  for (std::size_t at = lower.find(word, from); at != none; at = lower.find(word, at + 1)) {
    const std::size_t after = at + word.size();
    const bool begins = at == 0 || !continues_word(lower[at - 1]);
    if (begins && (after == lower.size() || !continues_word(lower[after]))) return after;
  }
  return none;
}

std::string_view without(std::string_view characters, std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
  return text;
}

/// Whether the name is there and, as far as comments let see, its arguments follow.
bool calls(std::string_view lower, std::string_view name) {
  for (std::size_t at = after_word(lower, name, 0); at != none; at = after_word(lower, name, at)) {
    const std::string_view rest = without(" \t\r\n\"", lower.substr(at));
    if (rest.starts_with('(') || rest.starts_with("/*") || rest.starts_with("--")) return true;
  }
  return false;
}

/// Whether the word is there and a literal follows, or what format() puts one in place of.
bool names_literal(std::string_view lower, std::string_view word) {
  for (std::size_t at = after_word(lower, word, 0); at != none; at = after_word(lower, word, at)) {
    const std::string_view rest = without(" \t\r\n", lower.substr(at));
    if (rest.starts_with('\'') || rest.starts_with("e'") || rest.starts_with('$') || rest.starts_with('%'))
      return true;
  }
  return false;
}

}  // namespace

std::string refusal_of_functions(std::string_view sql) {
  const std::string lower = lower_case(sql);
  const auto is_called = [&](std::string_view name) { return calls(lower, name); };
  const std::array<std::span<const std::string_view>, 2> all = {lasting_functions, slot_functions};
  for (const std::span<const std::string_view> names : all) {
    const auto called = std::ranges::find_if(names, is_called);
    if (called != names.end()) return "what " + std::string(*called) + "() does cannot be undone";
  }
  return "";
}

std::string refusal_of_copies(const Node& statement, std::string_view sql) {
  if (const CopyStmt* copy = node_cast<CopyStmt>(&statement)) {
    if (copy->is_program) return std::string(of_program);
    return std::string(!copy->is_from && copy->filename != nullptr ? of_file : "");
  }
  if (statement.type != T_DoStmt && statement.type != T_CreateFunctionStmt) return "";
  const std::string code = lower_case(sql);
  for (std::size_t at = after_word(code, "copy", 0); at != none; at = after_word(code, "copy", at)) {
    const std::string_view copy = std::string_view(code).substr(at, code.find(';', at) - at);
    if (names_literal(copy, "program")) return std::string(of_program);
    if (names_literal(copy, "to")) return std::string(of_file);
  }
  return "";
}

}  // namespace floodwall::guard
