#include "integrations/cli/catalog_source.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "analyzer/base/result.h"
#include "integrations/cli/check_options.h"
#include "integrations/cli/check_report.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/files.h"
#include "integrations/workspace/live_database.h"
#include "integrations/workspace/project_catalog.h"
#include "integrations/workspace/project_files.h"

namespace floodwall {
namespace {

std::variant<SourcedCatalog, int> trouble(std::string_view message) {
  complain(message);
  return exit_trouble;
}

std::variant<SourcedCatalog, int> catalog_of_paths(const CatalogSource& source) {
  CheckOptions options;
  options.paths = source.paths.empty() ? std::vector<std::string>{"."} : source.paths;
  options.config = source.config;
  const Result<Configuration> configuration = configure(options);
  if (!configuration) return trouble(configuration.error().message);
  FoundFiles found = find_files(options.paths, {.extensions = configuration->extensions,
                                                .exclude = configuration->exclude,
                                                .include = configuration->include,
                                                .base = configuration->folder});
  add_snapshot(*configuration, found.files);
  const std::unique_ptr<Cache> cache = cache_of(*configuration);
  ProjectCatalog project = catalog_of_files(found.files, *configuration, cache.get());
  if (cache != nullptr) cache->save();
  found.unread.insert(found.unread.end(), project.unread.begin(), project.unread.end());
  for (const UnreadPath& unread : found.unread) complain(fmt::format("{}: {}", unread.path, unread.reason));
  return SourcedCatalog{std::move(project.catalog), !found.unread.empty()};
}

}  // namespace

void add_options(CLI::App& parser, CatalogSource& source) {
  parser.add_option("PATH", source.paths, "Files and folders; the current folder by default")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("");
  parser
      .add_option("--from", source.from,
                  "Read a running server instead of files: postgres://user@host/database")
      ->type_name("URL");
  parser.add_option("--config", source.config, "Use this file instead of the nearest floodwall.toml")
      ->type_name("FILE");
  parser.add_option("-o,--output", source.output, "Write to this file instead of standard output")
      ->type_name("FILE");
}

std::variant<SourcedCatalog, int> catalog_from(const CatalogSource& source) {
  if (source.from.empty()) return catalog_of_paths(source);
  if (!source.paths.empty()) return trouble("either PATH or --from, not both");
  Result<Catalog> catalog = read_live_database(source.from);
  if (!catalog) return trouble("--from " + catalog.error().message);
  return SourcedCatalog{std::move(*catalog)};
}

int deliver(std::string_view text, const CatalogSource& source) {
  CheckOptions options;
  options.output = source.output;
  return deliver(text, options);
}

}  // namespace floodwall
