#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/diagnostics/finding.h"
#include "analyzer/engine/rule_set.h"
#include "analyzer/rule/registry.h"
#include "integrations/guard/core/row_limit.h"

namespace floodwall::guard {

/// What a rule says of a text that is about to be sent.
struct StatementFinding {
  const RegisteredRule* rule = nullptr;
  Finding finding;
  /// Only if a statement before it in the text is not believed: `CREATE TABLE t …` may have failed, and t be
  /// an older table. Counts only where the database says that the table is there.
  bool is_doubt = false;
};

/// What PREPARE makes, for who counts what EXECUTE does.
struct PreparedStatement {
  std::string name;
  bool counts = false;  ///< see RowChange
  int deletes = 0;
};

struct StatementFindings {
  std::vector<StatementFinding> findings;  ///< in the order of the text
  /// Something in it is not read, and a verb that destroys is there: by its words.
  std::string unread = {};
  bool is_single = false;  ///< one statement that carries no code: its names mean what they mean now
  RowChange rows = {};     ///< of a single one
  int deletes = 0;         ///< so many DELETE, and MERGE that may delete, are in it, wherever
  std::optional<PreparedStatement> prepares = {};  ///< they are in there, and do not run now
  std::string executes = {};                       ///< the name of a prepared statement; empty: none
  /// So many of its literals no rule looks at (see literal_shape.h).
  std::size_t indifferent_literals = 0;

  bool are_none() const { return findings.empty() && unread.empty(); }
};
using StatementFindingsPtr = std::shared_ptr<const StatementFindings>;

/// False: no rule about lost data (group data_loss) can have anything to say, whatever the text's quotes and
/// comments mean, as no word of theirs is in it. Many times faster than to look.
bool may_lose_data(std::string_view sql);

/// What the linter finds in the text, comments that silence rules not heeded. The text is what the server
/// gets: no psql, no templates. A function of its arguments; any thread.
StatementFindings findings_in(std::string_view sql, const RuleSet& rules);

}  // namespace floodwall::guard
