#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/project_lookup.h"
#include "analyzer/engine/file_catalog.h"
#include "analyzer/engine/rule_set.h"
#include "analyzer/engine/text_findings.h"
#include "analyzer/rule/context.h"
#include "analyzer/rule/routine_facts.h"
#include "analyzer/sql/parse.h"
#include "analyzer/sql/plpgsql.h"
#include "analyzer/sql/routine_body.h"
#include "analyzer/sql/script.h"

namespace floodwall {

std::uint64_t byte_hash(std::string_view bytes, std::uint64_t seed = 0);
/// Of the tokens alone: white space and comments may change.
std::uint64_t token_hash(std::string_view sql, std::uint64_t seed = 0);

/// How far a text is to be believed.
enum class Belief : std::uint8_t {
  Script,  ///< what does not parse is the user's mistake
  Quiet,   ///< what does not parse may be meant for another database, or be put together in a way we do not
           ///< see
  Shape,   ///< counts only if all of it parses
};

/// A text to look at: a script, a body, a dynamic statement, a string of a host program.
struct Text {
  std::string_view sql;
  std::span<const Hole> holes;
  std::span<const Section> sections;
  bool is_psql_script = false;
  Belief belief = Belief::Script;
  bool is_step = false;       ///< its routine is judged as a whole, so the text is not
  bool more_follows = false;  ///< findings about more than the text will come: comments wait for them
  bool is_lowered = false;    ///< stands for calls: nobody has spelt it
  Setting setting = Setting::Script;
  Direction direction = Direction::Up;
  int depth = 0;
  bool may_run = false;  ///< perhaps it never does: see SchemaStatement
};

/// Of the section that the offset stands in, or of the text.
Direction direction_at(const Text& text, std::uint32_t offset);

/// One text at a time: splits, parses a statement, walks it once and lets the rules look, then does the same
/// with the code that it carries in strings (function bodies, DO blocks, EXECUTE). A finding is made in the
/// coordinates of the text it was found in and lifted, level by level. Only one statement's tree is alive at
/// any time, so memory is bounded by the largest statement, and the parser's arena stays warm.
class TextAnalyzer {
 public:
  /// `project` is null while a file is looked at alone; `catalog` follows what the file's statements do to
  /// it; `facts` says whether it is to be told about it.
  TextAnalyzer(const RuleSet& rules, const AnalysisSettings& settings, const ProjectView* project = nullptr,
               FileCatalog* catalog = nullptr, FactsWanted facts = FactsWanted::Yes)
      : rules_(rules), settings_(settings), project_(project), file_catalog_(catalog), facts_(facts) {}

  TextFindings look_at(const Text& text, ScriptCatalog& catalog);
  /// What only shows when the last statement is known.
  void look_at_whole(const Text& text, std::span<const Span> long_identifiers, const ScriptCatalog& catalog,
                     TextFindings& found);
  /// The same for a routine; `text` is the file.
  void look_at_routine(const Text& text, const RoutineFacts& routine, TextFindings& found);
  /// Takes away what comments of `text` silence, and reports those that silence nothing.
  void suppress(const Text& text, std::span<const Span> comments, std::span<const Span> statements,
                TextFindings& found);

  std::size_t statements = 0;
  std::size_t suppressed = 0;
  bool has_syntax_error = false;

  /// Whether the text is nothing but statements that PostgreSQL parses.
  bool is_all_sql(const Text& text, const ScriptLayout& layout);

 private:
  struct Parsed {
    const Node* node = nullptr;
    std::string_view sql = {};  ///< what was parsed; until the next statement is
    std::vector<Hole> holes;
    bool may_fix = true;
  };
  /// Code that a statement carries in a string, kept until the statement's tree is gone.
  struct CarriedBody {
    RoutineBody body;
    Span statement;
  };
  std::optional<Parsed> parse(const Text& text, const StatementText& statement, const ScriptLayout& layout,
                              TextFindings& found, bool is_certain);
  void look_at_statement(const Text& text, const Statement& statement, const Parsed& parsed,
                         ScriptCatalog& catalog, TextFindings& found, std::vector<CarriedBody>& bodies);
  void look_at_names(const Text& text, const Statement& statement, RuleContext& ctx,
                     std::vector<Finding>& fresh, TextFindings& found);
  void look_at_body(const Text& text, const CarriedBody& carried, ScriptCatalog& catalog,
                    TextFindings& found);
  TextFindings look_at_plpgsql(const Text& body, ScriptCatalog& catalog);
  template <class Checks>
  void run(const Checks& checks, const void* subject, RuleContext& ctx, const Statement& statement,
           std::vector<Finding>& fresh, TextFindings& found);

  const RuleSet& rules_;
  const AnalysisSettings& settings_;
  const ProjectView* project_;
  FileCatalog* file_catalog_;
  FactsWanted facts_;
  StatementParser parser_;
  std::vector<const Node*> stack_;
  Resolver resolver_;
  std::string buffer_;  ///< the statement, where it is not parsed as it stands
};

}  // namespace floodwall
