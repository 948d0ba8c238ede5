#pragma once
#include <string>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "analyzer/catalog/catalog.h"

namespace floodwall {

/// Where a command takes its catalog from, and where its text goes.
struct CatalogSource {
  std::vector<std::string> paths;
  std::string from;    ///< a running server; empty: the files
  std::string config;  ///< empty: the nearest floodwall.toml
  std::string output;  ///< empty or "-": standard output
};

/// Adds PATH, --from, --config and --output.
void add_options(CLI::App& parser, CatalogSource& source);

struct SourcedCatalog {
  Catalog catalog;
  /// A path could not be read, which has been said: the exit status is 2 whatever comes.
  bool is_incomplete = false;
};

/// The catalog, or the exit status after an error that has been said.
std::variant<SourcedCatalog, int> catalog_from(const CatalogSource& source);

/// Writes the text where it belongs. The exit status: 0 or 2.
int deliver(std::string_view text, const CatalogSource& source);

}  // namespace floodwall
