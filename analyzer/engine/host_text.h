#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/catalog/loss.h"
#include "analyzer/catalog/table_use.h"
#include "analyzer/engine/text_analysis.h"
#include "analyzer/text/sql_of_file.h"

namespace floodwall {

/// What the steps of a routine do to tables, sorted into ways that one run may take.
class RoutineUses {
 public:
  /// `uses` in file bytes. Of several texts of which the step runs one, only what all of them do is certain.
  void add(const RoutineStep& step, bool is_alternative, std::vector<TableUse> uses);
  /// One list for each way: steps that exclude each other are not in the same one.
  std::vector<std::vector<TableUse>> runs() &&;

 private:
  struct Use {
    const RoutineStep* step;
    TableUse use;
  };
  std::vector<Use> uses_;
  const RoutineStep* latest_alternative_ = nullptr;
};

/// A section that takes a migration back, seen as a routine; one step for each loss.
struct WayBack {
  HostRoutine routine;
  std::vector<Loss> losses;  ///< file bytes; beside the steps
};
/// `losses` are those of the whole fragment, in its own bytes.
std::vector<WayBack> ways_back_of(const SqlFragment& fragment, std::span<const Loss> losses);

/// What a comment of the host may speak of, sorted and apart: the strings with SQL, the calls that run them,
/// the heads of the routines.
std::vector<Span> statements_of_host(std::string_view text, const SqlOfFile& sql);

/// A comment inside a text, seen from the file.
void lift_suppression(Suppression& suppression, const SourceMap& map);

/// Of what one rule finds in several texts of which one is run, in the same place, the first stays; the
/// others become its notes.
void join_alternatives(std::vector<RuleFinding>& findings);

bool is_syntax_error(const RuleFinding& finding);

}  // namespace floodwall
