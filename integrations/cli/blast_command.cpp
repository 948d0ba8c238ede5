#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/reach.h"
#include "analyzer/catalog/reach_words.h"
#include "analyzer/report/blast_report.h"
#include "analyzer/report/schema_words.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/text/spelling.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/catalog_source.h"
#include "integrations/cli/commands.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"

namespace floodwall {
namespace {

bool has_blast(RelationKind kind) { return is_table(kind) || is_view(kind); }

/// `name` or `schema.name`, folded as PostgreSQL would; nothing if it is neither.
std::optional<RelationName> name_written(std::string_view written) {
  const std::vector<Token> tokens = significant_tokens(written);
  const auto is_name = [&](std::size_t i) {
    return tokens[i].kind == TokenKind::Word || tokens[i].kind == TokenKind::QuotedIdentifier;
  };
  const auto part = [&](std::size_t i) {
    return identifier_of(written.substr(tokens[i].at.begin, tokens[i].at.end - tokens[i].at.begin));
  };
  if (tokens.size() == 1 && is_name(0)) return RelationName{"", part(0)};
  const bool has_dot = tokens.size() == 3 && written.substr(tokens[1].at.begin, 1) == ".";
  if (has_dot && is_name(0) && is_name(2)) return RelationName{part(0), part(2)};
  return std::nullopt;
}

/// The tables and views that a name may mean; without a schema `public` is preferred, then any.
std::vector<RelationName> meant_by(const Catalog& catalog, const RelationName& name) {
  const RelationName in_public = {name.schema.empty() ? "public" : name.schema, name.name};
  if (const Relation* found = catalog.find(in_public); found != nullptr && has_blast(found->kind)) {
    return {in_public};
  }
  std::vector<RelationName> found;
  if (!name.schema.empty()) return found;
  catalog.relations.for_each([&](const RelationName& each, const RelationPtr& relation) {
    if (each.name == name.name && has_blast(relation->kind)) found.push_back(each);
  });
  return found;
}

/// "; similar: a, b", or nothing.
std::string similar_to(const Catalog& catalog, const RelationName& name) {
  constexpr std::size_t most = 3;
  std::vector<std::string> known;
  catalog.relations.for_each([&](const RelationName& each, const RelationPtr& relation) {
    if (has_blast(relation->kind)) known.push_back(name.schema.empty() ? each.name : display(each));
  });
  const std::string wanted = name.schema.empty() ? name.name : display(name);
  std::vector<std::string_view> left(known.begin(), known.end());
  std::vector<std::string> similar;
  while (similar.size() < most) {
    const std::string nearest(nearest_word(wanted, left));
    if (nearest.empty()) break;
    std::erase(left, nearest);
    similar.push_back(nearest);
  }
  std::string text;
  for (const std::string& each : similar) text += (text.empty() ? "; similar: " : ", ") + each;
  return text;
}

int no_such_table(const Catalog& catalog, const RelationName& name) {
  const std::string open = why_more(catalog);
  complain(fmt::format("no table or view {}{}{}", display(name), similar_to(catalog, name),
                       open.empty() ? "" : " (there may be more: " + open + ")"));
  return exit_trouble;
}

std::string formatted(const Blast& blast, const std::string& format) {
  if (format == "json") return blast_json(blast);
  if (format == "dot") return blast_dot(blast);
  return blast_text(blast);
}

}  // namespace

int blast_command(int argc, char** argv) {
  CatalogSource source;
  std::string table;
  std::string format = "text";
  const std::unique_ptr<CLI::App> parser =
      make_parser("Says what TRUNCATE, DELETE and DROP of a table would take with it.", "floodwall blast");
  parser->add_option("TABLE", table, "A table or view: name or schema.name")->required()->type_name("");
  add_options(*parser, source);
  parser->add_option("--format", format, "text, json, or dot for Graphviz")
      ->check(CLI::IsMember({"text", "json", "dot"}))
      ->type_name("");
  if (const std::optional<int> status = parse_arguments(*parser, argc, argv)) return *status;
  const std::optional<RelationName> name = name_written(table);
  if (!name) {
    complain(fmt::format("\"{}\" is no name of a table: it is written like name or schema.name", table));
    return exit_trouble;
  }
  const std::variant<SourcedCatalog, int> found = catalog_from(source);
  if (const int* status = std::get_if<int>(&found)) return *status;
  const SourcedCatalog& sourced = std::get<SourcedCatalog>(found);
  const std::vector<RelationName> meant = meant_by(sourced.catalog, *name);
  if (meant.empty()) return no_such_table(sourced.catalog, *name);
  if (1 < meant.size()) {
    std::vector<std::string> names;
    for (const RelationName& each : meant) names.push_back(display(each));
    complain(fmt::format("which {}? There are {}", display(*name), listed(names)));
    return exit_trouble;
  }
  const int status = deliver(formatted(blast_of(sourced.catalog, meant.front()), format), source);
  return sourced.is_incomplete ? exit_trouble : status;
}

}  // namespace floodwall
