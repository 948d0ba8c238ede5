// Every operation that we lower says what its example becomes: this is held against what it does become, and
// against PostgreSQL's grammar.
#include "tests/support/catch.h"

#include <string>
#include <vector>

#include "analyzer/sql/holes.h"
#include "analyzer/sql/script.h"
#include "frontends/host_values/flow.h"
#include "frontends/python/calls.h"
#include "frontends/python/lowering/lowered_operation.h"
#include "frontends/python/lowering/lowering.h"
#include "frontends/python/syntax.h"

namespace floodwall::python {
namespace {

constexpr std::string_view imports = R"(from alembic import op
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import DropSchema, DropTable
from sqlmodel import Field, SQLModel
from flask_sqlalchemy import SQLAlchemy
from typing import Optional
from django.db import migrations, models
from django.contrib.postgres.operations import (
    AddConstraintNotValid, AddIndexConcurrently, CreateExtension, RemoveIndexConcurrently, ValidateConstraint)

class Base(DeclarativeBase):
    pass

)";

struct Lowered {
  std::string program;
  std::vector<LoweredSql> all;
};

Lowered lowered(std::string program, std::string_view path) {
  Lowered found{std::move(program), {}};
  const host::Program parsed = parse(found.program);
  host::FlowOptions options;
  options.fold_call = [&](const host::CallEvent& event) { return fold_call(parsed, event); };
  host::Flow flow(parsed, std::move(options));
  std::deque<host::CallEvent> calls;
  const host::FlowResult result =
      flow.run({.on_call = [&](const host::CallEvent& event) { calls.push_back(event); }});
  found.all = lower({.program = parsed, .flow = flow, .result = result, .calls = calls, .path = path});
  return found;
}

/// Holes as the user wrote them, in braces.
std::string readable(const host::Text& sql) {
  std::string readable;
  std::uint32_t done = 0;
  for (const Hole& hole : sql.holes()) {
    readable += sql.bytes().substr(done, hole.sql.begin - done) + "{" + hole.written + "}";
    done = hole.sql.end;
  }
  return readable + sql.bytes().substr(done);
}

std::string readable(const std::vector<LoweredSql>& all) {
  std::string text;
  for (const LoweredSql& each : all) text += (text.empty() ? "" : ";\n") + readable(each.sql);
  return text;
}

/// What PostgreSQL's parser says to each statement; empty if it takes them all.
std::string parse_error(const host::Text& sql) {
  StatementParser parser;
  for (const StatementText& statement : split_script(sql.bytes(), {.is_psql_script = false}).statements) {
    const std::string_view text = slice(sql.bytes(), statement.at);
    std::vector<Hole> holes;
    for (Hole hole : sql.holes()) {
      if (!statement.at.contains(hole.sql)) continue;
      hole.sql = {hole.sql.begin - statement.at.begin, hole.sql.end - statement.at.begin};
      holes.push_back(std::move(hole));
    }
    const ParsedWithHoles parsed = parse_with_holes(parser, text, std::move(holes), {});
    if (!parsed.tree || parsed.is_skeleton) return std::string(text) + ": " + parsed.tree.error().message;
  }
  return "";
}

/// An example as a whole program.
std::string program_of(const LoweredOperation& operation) {
  std::string program(imports);
  if (operation.tool == "Django migrations")
    return program + "class Migration(migrations.Migration):\n    operations = [\n        " +
           std::string(operation.example) + ",\n    ]\n";
  return program + std::string(operation.example) + "\n";
}

TEST_CASE("every lowered operation becomes what its table says, and PostgreSQL parses it") {
  REQUIRE(40 < lowered_operations().size());
  for (const LoweredOperation& operation : lowered_operations()) {
    DYNAMIC_SECTION(operation.tool << " " << operation.name << " " << operation.becomes) {
      const Lowered found = lowered(program_of(operation), "shop/models.py");
      CHECK(readable(found.all) == operation.sql);
      for (const LoweredSql& each : found.all) CHECK(parse_error(each.sql) == "");
    }
  }
}

TEST_CASE("every byte of lowered SQL leads to the call or class that caused it") {
  for (const LoweredOperation& operation : lowered_operations()) {
    DYNAMIC_SECTION(operation.tool << " " << operation.name << " " << operation.becomes) {
      const Lowered found = lowered(program_of(operation), "shop/models.py");
      for (const LoweredSql& each : found.all) {
        std::uint32_t end = 0;
        for (const SourceMap::Piece& piece : each.sql.pieces()) {
          CHECK(piece.sql.begin == end);
          end = piece.sql.end;
          CHECK(imports.size() <= piece.host.begin);
          CHECK(piece.host.end <= found.program.size());
          if (piece.origin == SourceMap::Origin::Verbatim)
            CHECK(slice(each.sql.bytes(), piece.sql) == slice(found.program, piece.host));
        }
        CHECK(end == each.sql.bytes().size());
      }
    }
  }
}

}  // namespace
}  // namespace floodwall::python
