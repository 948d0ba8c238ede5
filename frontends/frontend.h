#pragma once
#include "analyzer/text/source_file.h"
#include "analyzer/text/sql_of_file.h"
#include "frontends/cpp/semantic_facts.h"
#include "frontends/host_values/host_project.h"

namespace floodwall {

/// What a frontend found in one file.
struct FoundSql : SqlOfFile {
  host::HostFacts facts;  ///< what the file tells the others
  std::string skipped;    ///< why the file holds nothing for us ("it is MySQL: …"); empty if it does
  std::string partial;    ///< what of the file was not read, and why, if something was not
};

constexpr std::size_t by_name_only = ~std::size_t{0};  ///< no position: the argument is known by its name

/// A function or method of the host language that the user says runs the SQL it is given.
struct ConfiguredSink {
  std::string callee;        ///< the end of its dotted name: "run_query", "app.db.run_query"
  std::size_t position = 0;  ///< of the text among the arguments, receiver not counted; or `by_name_only`
  std::string keyword = {};  ///< its name, if it may be given by name
};

/// What a frontend is told about a file.
struct FrontendSettings {
  /// "postgresql", or another one, whose files are skipped; empty: see what the path says.
  std::string dialect = {};
  /// The path whose names tell migration tools, modules and databases, where it says more than the one that
  /// people see; empty: that one.
  std::string path_for_tools = {};
  /// Functions and methods that the user says run SQL.
  std::vector<ConfiguredSink> sinks = {};
  /// Environment variables that the user wants to know of.
  std::vector<std::string> variables = {};
  /// What a compiler knows of a file of C++, if one has been asked; outlives the look.
  const cpp::SemanticFile* semantic = nullptr;

  /// Of the two paths the one that says more.
  std::string_view path_of(const SourceFile& file) const {
    return path_for_tools.empty() ? std::string_view(file.path()) : std::string_view(path_for_tools);
  }
};

/// What the names of files end in that some frontend reads.
std::vector<std::string> default_extensions();

/// The SQL in a file, by the frontend that its name asks for; what has no name that we know is a script.
/// Never fails. `projects` are what the other files say; with empty ones only the file itself is known.
FoundSql find_sql(const SourceFile& file, const FrontendSettings& settings,
                  const host::HostProjects& projects = {});

/// Whether a file that no frontend reads defines tables, as its path tells: then find_sql says so, and finds
/// nothing else.
bool defines_tables_unread(std::string_view path);

/// Whether the file is code of a host language: what is found in it depends on the project.
bool is_host_path(std::string_view path);

}  // namespace floodwall
