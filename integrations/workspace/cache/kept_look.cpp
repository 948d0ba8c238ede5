#include "integrations/workspace/cache/kept_look.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "analyzer/diagnostics/diagnostic.h"
#include "analyzer/engine/text_analysis.h"
#include "analyzer/rule/registry.h"
#include "integrations/workspace/cache/facts_fields.h"

namespace floodwall {

void visit_fields(Like<Edit> auto& edit, auto& fields) {
  auto& [replace, with] = edit;
  fields("replace", replace);
  fields("with", with);
}

void visit_fields(Like<Note> auto& note, auto& fields) {
  auto& [at, message] = note;
  fields("at", at);
  fields("message", message);
}

void visit_fields(Like<Silence> auto& silence, auto& fields) {
  auto& [at, message] = silence;
  fields("at", at);
  fields("message", message);
}

namespace {

struct KeptFix {
  std::string title;
  FixSafety safety = FixSafety::Safe;
  std::vector<Edit> edits;
};

/// A diagnostic without what is true of one run only.
struct KeptDiagnostic {
  std::string rule;
  Severity severity = Severity::Warning;
  std::string raised_by;
  Severity own_severity = Severity::Warning;
  Span at;
  std::string message;
  std::vector<Note> notes;
  std::optional<KeptFix> fix;
  std::string said_in;
  std::uint64_t fingerprint = 0;
};

struct KeptLook {
  std::vector<KeptDiagnostic> diagnostics;
  std::vector<Silence> silences;
  std::string skipped;
  std::string partial;
  std::size_t statements = 0;
  std::size_t suppressed = 0;
};

void visit_fields(Like<KeptFix> auto& fix, auto& fields) {
  auto& [title, safety, edits] = fix;
  fields("title", title);
  fields("safety", safety);
  fields("edits", edits);
}

void visit_fields(Like<KeptDiagnostic> auto& diagnostic, auto& fields) {
  auto& [rule, severity, raised_by, own_severity, at, message, notes, fix, said_in, fingerprint] = diagnostic;
  fields("rule", rule);
  fields("severity", severity);
  fields("raised_by", raised_by);
  fields("own_severity", own_severity);
  fields("at", at);
  fields("message", message);
  fields("notes", notes);
  fields("fix", fix);
  fields("said_in", said_in);
  fields("fingerprint", fingerprint);
}

void visit_fields(Like<KeptLook> auto& look, auto& fields) {
  auto& [diagnostics, silences, skipped, partial, statements, suppressed] = look;
  fields("diagnostics", diagnostics);
  fields("silences", silences);
  fields("skipped", skipped);
  fields("partial", partial);
  fields("statements", statements);
  fields("suppressed", suppressed);
}

KeptDiagnostic kept(const Diagnostic& diagnostic) {
  // A member that is added to Diagnostic breaks this line, so that it cannot be forgotten.
  const auto& [rule, severity, raised_by, own_severity, file, at, message, notes, fix, said_in, fingerprint] =
      diagnostic;
  KeptDiagnostic kept = {
      std::string(rule), severity,   std::string(raised_by), own_severity, at, message, notes, {},
      said_in,           fingerprint};
  if (fix) kept.fix = {fix->title(), fix->safety(), fix->edits()};
  return kept;
}

/// The id that lives as long as the program; nothing if there is no such rule.
std::optional<std::string_view> rule_id(std::string_view id) {
  if (id.empty()) return "";
  const auto rule =
      std::ranges::find(all_rules(), id, [](const RegisteredRule& each) { return each.rule->meta.id; });
  if (rule == all_rules().end()) return std::nullopt;
  return rule->rule->meta.id;
}

}  // namespace

std::optional<FileLook> find_look(Cache& cache, const ContentKey& key, FileId file) {
  std::optional<KeptLook> known = cache.find<KeptLook>(key);
  if (!known) return std::nullopt;
  FileLook look = {.silences = std::move(known->silences),
                   .skipped = std::move(known->skipped),
                   .partial = std::move(known->partial),
                   .statements = known->statements,
                   .suppressed = known->suppressed};
  for (KeptDiagnostic& each : known->diagnostics) {
    const std::optional<std::string_view> rule = rule_id(each.rule);
    const std::optional<std::string_view> raised_by = rule_id(each.raised_by);
    if (!rule || !raised_by) return std::nullopt;
    std::optional<Fix> fix;
    if (each.fix) {
      fix = each.fix->safety == FixSafety::Safe
                ? Fix::safe(std::move(each.fix->title), std::move(each.fix->edits))
                : Fix::needs_review(std::move(each.fix->title), std::move(each.fix->edits));
    }
    look.diagnostics.push_back({.rule = *rule,
                                .severity = each.severity,
                                .raised_by = *raised_by,
                                .own_severity = each.own_severity,
                                .file = file,
                                .at = each.at,
                                .message = std::move(each.message),
                                .notes = std::move(each.notes),
                                .fix = std::move(fix),
                                .said_in = std::move(each.said_in),
                                .fingerprint = each.fingerprint});
  }
  return look;
}

void keep_look(Cache& cache, const ContentKey& key, const FileLook& look) {
  KeptLook kept_look = {.diagnostics = {},
                        .silences = look.silences,
                        .skipped = look.skipped,
                        .partial = look.partial,
                        .statements = look.statements,
                        .suppressed = look.suppressed};
  for (const Diagnostic& diagnostic : look.diagnostics) kept_look.diagnostics.push_back(kept(diagnostic));
  cache.keep(key, kept_look);
}

}  // namespace floodwall
