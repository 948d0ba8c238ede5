// builtin_tables MANIFEST EXTENSIONS OUT: writes the tables of analyzer/catalog/builtins.cpp.
//
// MANIFEST names files of PostgreSQL's, one a line, in the order in which initdb reads them: a postgres.bki
// starts the next server, then come its system_*.sql, information_schema.sql and others, then what is in its
// folder `extension`: control files, and scripts in the order of their versions. A line that starts with # is
// a comment.
//
// What cannot be understood does not fail the build. A server with a system script like that is left out; of
// an extension there is then more than we know.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/catalog/builtin_tables/bki.h"
#include "analyzer/catalog/builtin_tables/script_definitions.h"
#include "analyzer/catalog/builtin_tables/tables.h"

namespace {

using floodwall::BuiltinDefinitions;
using floodwall::Definitions;
using floodwall::ExtensionDefinitions;

std::optional<std::string> contents_of(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (file == nullptr) return std::nullopt;
  std::string text;
  char buffer[65536];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, file.get()))
    text.append(buffer, count);
  return text;
}

/// One installation of PostgreSQL.
struct Server {
  std::string path;  ///< of its postgres.bki
  int major;
  Definitions system;
  bool is_understood = true;
  std::map<std::string, ExtensionDefinitions> extensions;
};

void warn(const std::string& what) { std::fprintf(stderr, "builtin_tables: %s\n", what.c_str()); }

void add(const Server& server, BuiltinDefinitions& all) {
  if (!server.is_understood) return warn(server.path + " is left out");
  all.majors.push_back(server.major);
  all.system.add(server.system);
  for (const auto& [name, extension] : server.extensions) {
    ExtensionDefinitions& known = all.extensions[name];
    if (known.schema.empty()) known.schema = extension.schema;
    known.required.insert(extension.required.begin(), extension.required.end());
    known.definitions.add(extension.definitions);
  }
}

/// hstore.control; Debian links the one of its postgis-3.control files that is chosen to postgis.control.
std::string extension_of(const std::string& control_file) {
  std::string name = control_file.substr(0, control_file.rfind('.'));
  const std::size_t dash = name.rfind('-');
  if (dash != std::string::npos && name.find_first_not_of("0123456789", dash + 1) == std::string::npos) {
    name.resize(dash);
  }
  return name;
}

/// What is in a file, for the server it belongs to.
void read_file(const std::string& path, const std::string& text, Server& server) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name == "postgres.bki") {
    floodwall::read_bki(text, server.system);
  } else if (name.ends_with(".control")) {
    floodwall::read_control(text, server.extensions[extension_of(name)]);
  } else if (path.find("/extension/") == std::string::npos) {
    const std::string problems = floodwall::read_script(text, {"pg_catalog"}, server.system);
    if (problems.empty()) return;
    warn(path + ": " + problems);
    server.is_understood = false;
  } else {
    const std::string extension = name.substr(0, name.find("--"));
    ExtensionDefinitions& into = server.extensions[extension];
    const std::string problems = floodwall::read_script(text, {into.schema, false}, into.definitions);
    if (!problems.empty()) {
      warn(path + ": " + problems);
      into.definitions.has_hidden_ones = true;
    }
    if (extension == "plpgsql") server.system.add(into.definitions);  // every database has this one
  }
}

/// "# PostgreSQL 15"
int major_of(std::string_view bki) {
  const std::size_t digits = std::min(bki.find_first_of("0123456789"), bki.size());
  return std::atoi(std::string(bki.substr(digits, 2)).c_str());
}

void read_all(std::string_view manifest, BuiltinDefinitions& all) {
  std::optional<Server> server;
  while (!manifest.empty()) {
    const std::size_t end = std::min(manifest.find('\n'), manifest.size());
    const std::string path(manifest.substr(0, end));
    manifest.remove_prefix(std::min(end + 1, manifest.size()));
    if (path.empty() || path.front() == '#') continue;
    const std::optional<std::string> text = contents_of(path);
    if (path.ends_with("/postgres.bki")) {
      if (server) add(*server, all);
      server = Server{.path = path, .major = major_of(text.value_or(""))};
    }
    if (text && server) {
      read_file(path, *text, *server);
    } else {
      warn(path + ": cannot be read");
      if (server) server->is_understood = false;
    }
  }
  if (server) add(*server, all);
}

int fail(const std::string& why) {
  warn(why);
  return 1;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return fail("MANIFEST EXTENSIONS OUT, please");
  const std::optional<std::string> manifest = contents_of(arguments[1]);
  const std::optional<std::string> extensions = contents_of(arguments[2]);
  if (!manifest || !extensions) return fail("there is no such file");

  BuiltinDefinitions all;
  read_all(*manifest, all);
  if (const std::string line = floodwall::read_known_extensions(*extensions, all.extensions); !line.empty()) {
    return fail(std::string(arguments[2]) + ": not understood: " + line);
  }

  const std::string text = floodwall::tables_text(all);
  std::FILE* out = std::fopen(arguments[3], "wb");
  if (out == nullptr) return fail(std::string(arguments[3]) + ": cannot be written");
  const bool is_written = std::fwrite(text.data(), 1, text.size(), out) == text.size();
  if (std::fclose(out) != 0 || !is_written) return fail(std::string(arguments[3]) + ": cannot be written");
  return 0;
}
