#include "frontends/embedded/notebook.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyzer/base/ascii.h"
#include "frontends/embedded/embedded_text.h"
#include "frontends/embedded/ipython.h"
#include "frontends/embedded/json_scanner.h"
#include "frontends/python/engines.h"
#include "frontends/python/python.h"
#include "frontends/python/syntax.h"
#include "frontends/sql_script/foreign_path.h"

namespace floodwall {
namespace {

using python::Engine;

/// What the JSON of a notebook says that we want to know.
struct Notebook {
  std::vector<std::vector<Span>> cells;  ///< of code: the strings that make up the source, insides alone
  std::string language;                  ///< that the kernel runs, in lower case; empty: it does not say
  std::optional<std::uint32_t> broken_at;
};

class NotebookReader {
 public:
  explicit NotebookReader(std::string_view text) : text_(text), json_(text) {}

  Notebook read() {
    if (json_.peek() != '{') return {.cells = {}, .language = {}, .broken_at = 0};
    json_.each_member([&](std::string_view key) {
      if (key == "cells") {
        cells();
      } else if (key == "worksheets") {  // nbformat 3
        json_.each_item([&] {
          json_.each_member([&](std::string_view inner) { inner == "cells" ? cells() : json_.skip(); });
        });
      } else if (key == "metadata") {
        metadata();
      } else {
        json_.skip();
      }
    });
    notebook_.broken_at = json_.broken_at();
    return std::move(notebook_);
  }

 private:
  void cells() {
    json_.each_item([&] { cell(); });
  }

  void cell() {
    bool is_code = false;
    std::vector<Span> source;
    json_.each_member([&](std::string_view key) {
      if (key == "cell_type") {
        is_code = word() == "code";
      } else if (key == "source" || key == "input") {
        strings(source);
      } else {
        json_.skip();
      }
    });
    if (is_code && !source.empty()) notebook_.cells.push_back(std::move(source));
  }

  void strings(std::vector<Span>& source) {
    const auto add = [&] {
      if (const std::optional<Span> string = json_.string()) source.push_back(*string);
    };
    json_.peek() == '[' ? json_.each_item(add) : add();
  }

  void metadata() {
    json_.each_member([&](std::string_view key) {
      if (key != "kernelspec" && key != "language_info") return json_.skip();
      const std::string_view wanted = key == "kernelspec" ? "language" : "name";
      json_.each_member([&](std::string_view inner) {
        if (inner != wanted) return json_.skip();
        if (const std::string language = word(); !language.empty()) notebook_.language = language;
      });
    });
  }

  /// The next value in lower case, if it is a string.
  std::string word() {
    const std::optional<Span> string = json_.string();
    return ascii_lower(string ? slice(text_, *string) : "");
  }

  std::string_view text_;
  JsonScanner json_;
  Notebook notebook_;
};

std::string why_not_read(std::string_view text, const Notebook& notebook) {
  if (notebook.broken_at) {
    const auto line = 1 + std::ranges::count(text.substr(0, *notebook.broken_at), '\n');
    return "it is no notebook that can be read: its JSON breaks off in line " + std::to_string(line);
  }
  if (!notebook.language.empty() && notebook.language.find("python") == std::string::npos)
    return "it is a notebook in " + notebook.language + ", not in Python";
  return "";
}

/// The source of all cells, one below the other.
struct Source {
  MappedText text;  ///< -> the file
  std::vector<Span> cells;
};

Source source_of(std::string_view text, const Notebook& notebook) {
  Source source;
  std::uint32_t done = 0;  // bytes of the file
  for (const std::vector<Span>& cell : notebook.cells) {
    if (done != 0) source.text.append("\n", {done, cell.front().begin}, SourceMap::Origin::Decoded);
    const std::uint32_t begin = source.text.size();
    for (const Span string : cell) append_json_string(source.text, text, string);
    source.cells.push_back({begin, source.text.size()});
    done = cell.back().end;
  }
  return source;
}

/// The SQL of the magics that go to a database which may be PostgreSQL.
FoundSql find_magic_sql(FileId file, std::vector<MagicSql> magics, Engine imported) {
  FoundSql found;
  std::map<std::string, Engine> aliases;
  Engine engine = imported;  // of the connection that was named last
  for (MagicSql& magic : magics) {
    if (!magic.url.empty()) {
      engine = python::engine_of_url(magic.url);
      aliases[magic.alias.empty() ? magic.url : magic.alias] = engine;
    } else if (!magic.connection.empty()) {
      const auto alias = aliases.find(magic.connection);
      engine = alias == aliases.end() ? imported : alias->second;
    }
    if ((engine == Engine::Other && !magic.is_for_psql) || magic.text.text().empty()) continue;
    SqlFragment fragment;
    fragment.file = file;
    std::tie(fragment.sql, fragment.map) = std::move(magic.text).release();
    fragment.api = magic.magic;
    fragment.holes = std::move(magic.holes);
    fragment.certainty =
        Certainty::Database;  // also for PostgreSQL: {{name}}, :name and $name may stand there
    found.fragments.push_back(std::move(fragment));
  }
  return found;
}

Engine imported_engine(const MappedText& program) {
  const python::ImportedEngines imported = python::imported_engines(python::parse(program.text()));
  if (imported.postgres == imported.other) return Engine::Unknown;
  return imported.postgres ? Engine::Postgres : Engine::Other;
}

}  // namespace

bool is_notebook_path(std::string_view path) { return path.ends_with(".ipynb"); }

FoundSql find_sql_in_notebook(const SourceFile& file, const FrontendSettings& settings,
                              const host::HostProject& project) {
  FoundSql all;
  all.skipped = why_foreign(settings.dialect, settings.path_of(file));
  if (!all.skipped.empty()) return all;
  const Notebook notebook = NotebookReader(file.text()).read();
  all.skipped = why_not_read(file.text(), notebook);
  if (!all.skipped.empty()) return all;

  const Source source = source_of(file.text(), notebook);
  IPythonCode code = split_ipython(source.text.text(), source.cells);
  const Engine engine = code.sql.empty() ? Engine::Unknown : imported_engine(code.programs.front());
  for (MappedText& program : code.programs) {
    auto [text, map] = std::move(program).release();
    const SourceFile cells(file.id(), file.path(), std::move(text));
    add(all, lifted(python::find_sql(cells, settings, project), map));
  }
  add(all, find_magic_sql(file.id(), std::move(code.sql), engine));
  all = lifted(std::move(all), SourceMap(source.text.pieces()));
  // Nobody imports a notebook: what it defines is its own business.
  all.facts.wrappers.clear();
  all.facts.forwards.clear();
  all.facts.constants.clear();
  std::ranges::sort(all.comments, {}, &Span::begin);
  return all;
}

}  // namespace floodwall
