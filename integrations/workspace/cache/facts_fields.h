#pragma once
#include "analyzer/base/encoding.h"
#include "analyzer/engine/file_facts.h"
#include "analyzer/text/migration_identity.h"
#include "analyzer/text/span_fields.h"
#include "frontends/host_values/host_project.h"
#include "integrations/workspace/project_facts.h"

// What facts consist of. A member that is added to a struct breaks its line here, so that it cannot be
// forgotten.
namespace floodwall {

void visit_fields(Like<MigrationIdentity> auto& migration, auto& fields) {
  auto& [tool, chain, id, after, replaces, version, is_repeatable, is_baseline, language, is_model] =
      migration;
  fields("tool", tool);
  fields("chain", chain);
  fields("id", id);
  fields("after", after);
  fields("replaces", replaces);
  fields("version", version);
  fields("is_repeatable", is_repeatable);
  fields("is_baseline", is_baseline);
  fields("language", language);
  fields("is_model", is_model);
}

void visit_fields(Like<SchemaStatement> auto& statement, auto& fields) {
  auto& [sql, at, line, run, may_run, pattern, is_lowered, is_step, has_holes] = statement;
  fields("sql", sql);
  fields("at", at);
  fields("line", line);
  fields("run", run);
  fields("may_run", may_run);
  fields("pattern", pattern);
  fields("is_lowered", is_lowered);
  fields("is_step", is_step);
  fields("has_holes", has_holes);
}

void visit_fields(Like<Needs::Entry> auto& entry, auto& fields) {
  auto& [size, line, is_column] = entry;
  fields("size", size);
  fields("line", line);
  fields("is_column", is_column);
}

void visit_fields(Like<Needs> auto& needs, auto& fields) { Needs::visit_arrays(needs, fields); }

void visit_fields(Like<FileFacts> auto& facts, auto& fields) {
  auto& [migration, is_test, schema, needs, wants_project] = facts;
  fields("migration", migration);
  fields("is_test", is_test);
  fields("schema", schema);
  fields("needs", needs);
  fields("wants_project", wants_project);
}

void visit_fields(Like<ProjectFacts> auto& facts, auto& fields) {
  auto& [host, schema, unread] = facts;
  fields("host", host);
  fields("schema", schema);
  fields("unread", unread);
}

namespace host {

void visit_fields(Like<Wrapper> auto& wrapper, auto& fields) {
  auto& [name, position, parameter, certainty] = wrapper;
  fields("name", name);
  fields("position", position);
  fields("parameter", parameter);
  fields("certainty", certainty);
}

void visit_fields(Like<Forward> auto& forward, auto& fields) {
  auto& [from, callee, position, keyword] = forward;
  fields("from", from);
  fields("callee", callee);
  fields("position", position);
  fields("keyword", keyword);
}

void visit_fields(Like<Constant> auto& constant, auto& fields) {
  auto& [module, name, text] = constant;
  fields("module", module);
  fields("name", name);
  fields("text", text);
}

void visit_fields(Like<SunkConstant> auto& sunk, auto& fields) {
  auto& [path, api, certainty] = sunk;
  fields("path", path);
  fields("api", api);
  fields("certainty", certainty);
}

void visit_fields(Like<KnownCheck> auto& check, auto& fields) {
  auto& [refuses, tells, judges_argument] = check;
  fields("refuses", refuses);
  fields("tells", tells);
  fields("judges_argument", judges_argument);
}

void visit_fields(Like<CheckingFunction> auto& function, auto& fields) {
  auto& [name, check] = function;
  fields("name", name);
  fields("check", check);
}

void visit_fields(Like<FolderGuard> auto& guard, auto& fields) {
  auto& [of, folder, strength, run_by] = guard;
  fields("of", of);
  fields("folder", folder);
  fields("strength", strength);
  fields("run_by", run_by);
}

void visit_fields(Like<Origin> auto& origin, auto& fields) {
  auto& [kind, said_by, follows] = origin;
  fields("kind", kind);
  fields("said_by", said_by);
  fields("follows", follows);
}

void visit_fields(Like<NamedOrigin> auto& named, auto& fields) {
  auto& [path, origin] = named;
  fields("path", path);
  fields("origin", origin);
}

void visit_fields(Like<GuardFacts> auto& guards, auto& fields) {
  auto& [functions, folders, origins] = guards;
  fields("functions", functions);
  fields("folders", folders);
  fields("origins", origins);
}

void visit_fields(Like<HostFacts> auto& facts, auto& fields) {
  auto& [language, wrappers, forwards, constants, sunk, guards, asks, is_worth_compiling] = facts;
  fields("language", language);
  fields("wrappers", wrappers);
  fields("forwards", forwards);
  fields("constants", constants);
  fields("sunk", sunk);
  fields("guards", guards);
  fields("asks", asks);
  fields("is_worth_compiling", is_worth_compiling);
}

}  // namespace host
}  // namespace floodwall
