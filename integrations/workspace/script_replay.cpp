#include "integrations/workspace/script_replay.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "analyzer/base/result.h"
#include "analyzer/catalog/session.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/script.h"
#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"
#include "integrations/workspace/path_settings.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {
namespace {

bool runs_up(std::span<const Section> sections, std::uint32_t offset) {
  const auto after = std::ranges::upper_bound(sections, offset, {}, &Section::begin);
  return after == sections.begin() || std::prev(after)->direction == Direction::Up;
}

void replay(const SqlFragment& fragment, StatementParser& parser, Session& session) {
  const ScriptLayout layout = split_script(fragment.sql, {.is_psql_script = fragment.is_script});
  for (const StatementText& statement : layout.statements) {
    if (!runs_up(fragment.sections, statement.at.begin)) continue;
    const std::string_view sql =
        std::string_view(fragment.sql).substr(statement.at.begin, statement.at.end - statement.at.begin);
    const auto node = parser.parse(sql, {.backslash_quotes = statement.backslash_quotes});
    if (!node || *node == nullptr) continue;
    session.apply(**node, {.sql = sql, .at = {fragment.file, fragment.map.locate(statement.at)}});
  }
}

}  // namespace

ReplayedScripts catalog_of_scripts(std::span<const FoundFile> files, const Configuration& configuration) {
  ReplayedScripts result;
  StatementParser parser;
  Session session;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const FoundFile& found = files[i];
    if (is_host_path(found.path)) continue;
    Result<std::string> text = found.is_standard_input ? read_standard_input(configuration.max_file_size)
                                                       : read_file(found.path, configuration.max_file_size);
    if (!text) {
      result.unread.push_back({found.path, text.error().message});
      continue;
    }
    const SourceFile file(static_cast<FileId>(i), found.path, std::move(*text));
    const FoundSql sql = find_sql(file, {.path_for_tools = path_for_tools(found, configuration)});
    for (const SqlFragment& fragment : sql.fragments) replay(fragment, parser, session);
  }
  result.catalog = session.catalog();
  return result;
}

}  // namespace floodwall
