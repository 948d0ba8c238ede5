#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/source_map.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// SQL that stands in comments, to be run when the migration is taken back.
struct CommentedSql {
  std::string sql;
  std::vector<SourceMap::Piece> pieces;  ///< of a SourceMap; the host is the text given
};

/// What a migration tool makes of a script.
struct Migration {
  std::string_view tool;          ///< "goose"; empty if no tool shows; lives as long as the program
  std::vector<Section> sections;  ///< sorted; empty: everything runs up; otherwise the first begins at 0
  std::vector<CommentedSql> rollbacks;
};

/// Recognises the tool by its comments, else by `path`: file and folder names. Never fails. Costs next to
/// nothing for text without any such comment.
Migration recognize_migration(std::string_view path, std::string_view text);

}  // namespace floodwall
