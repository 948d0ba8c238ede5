#pragma once
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/catalog/names.h"
#include "analyzer/catalog/project_view.h"
#include "analyzer/catalog/script_catalog.h"
#include "analyzer/diagnostics/finding.h"
#include "analyzer/rule/analysis_settings.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/sql/nodes.h"
#include "analyzer/text/sql_fragment.h"

namespace floodwall {

/// Where a statement stands.
enum class Setting : std::uint8_t {
  Script,        ///< runs when the script runs, also inside a DO block
  FunctionBody,  ///< runs when somebody calls the function
};

/// The statement that a check is looking at. Views and nodes live until the check returns.
struct Statement {
  Span at;                     ///< in the text: first to last token, without the semicolon
  const Node* node = nullptr;  ///< the whole statement; nullptr if PostgreSQL cannot parse it
  Direction direction = Direction::Up;
  Setting setting = Setting::Script;
};

/// One action of an ALTER TABLE.
struct TableAction {
  const AlterTableCmd& command;
  Span at;  ///< first to last token; the statement if the actions cannot be told apart
};

/// What one check may see and do. Everything is read-only except `report`. All spans are bytes of `text()`.
class RuleContext {
 public:
  RuleContext(std::string_view text, const Statement& statement, std::span<const Hole> holes,
              const ScriptCatalog& catalog, const AnalysisSettings& settings, std::vector<Finding>& findings,
              const ProjectView* project = nullptr)
      : text_(text),
        statement_(statement),
        holes_(holes),
        catalog_(catalog),
        settings_(settings),
        findings_(findings),
        project_(project) {}

  /// A message stays one line, whatever names it holds.
  void report(Finding finding);

  /// The whole script or body that the statement stands in.
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const { return slice(text_, span); }
  const Statement& statement() const { return statement_; }
  const ScriptCatalog& catalog() const { return catalog_; }
  const AnalysisSettings& settings() const { return settings_; }
  /// What the whole repository defines; nullptr while the file is looked at alone.
  const ProjectView* project() const { return project_; }
  /// What is known only at run time, sorted.
  std::span<const Hole> holes() const { return holes_; }

  // Places. Many raw nodes carry no location, and those that do point at one token: the words do the rest.

  /// The statement's tokens without comments.
  std::span<const Token> tokens() const;
  /// The token at a node's location (ParseLoc, -1 is unknown: then the whole statement).
  Span token_at(int location) const;
  /// A relation's name as written, `schema.table` or `table`.
  Span span_of(const RangeVar& relation) const;
  /// The same for a name of so many parts at a node's location.
  Span name_at(int location, int parts) const;
  /// The nearest run of these words (lower case) that begins at or after `from`; commas and names may not
  /// intervene.
  std::optional<Span> words_after(std::uint32_t from, std::initializer_list<std::string_view> words) const;
  /// The nearest run of these words that ends at or before `until`.
  std::optional<Span> words_before(std::uint32_t until, std::initializer_list<std::string_view> words) const;
  /// The first words of the statement, or its first token if it begins otherwise.
  Span leading(std::initializer_list<std::string_view> words) const;
  /// An action from its verb to the name it acts on: `DROP COLUMN IF EXISTS name`, `ALTER name`; `name` as
  /// PostgreSQL stores it. All of the action if it is written otherwise.
  Span action_on(const TableAction& action, std::string_view verb, std::string_view name) const;
  /// The actions of an ALTER TABLE in the order written, each with its words.
  std::vector<TableAction> actions_of(const AlterTableStmt& table) const;
  /// The names of a comma-separated list that begins after the first run of `words` and its IF EXISTS:
  /// the objects of `DROP TABLE a, s.b CASCADE`.
  std::vector<Span> listed_after(std::initializer_list<std::string_view> words) const;

  /// `span` and the white space before it: what to remove so that no blank is left behind. Just `span` behind
  /// a comment.
  Span with_blank_before(Span span) const;

  // Names and holes.

  /// For messages: the name as SQL writes it; what the user wrote if part of it is known only at run time.
  std::string name(const RangeVar& relation) const;
  std::string name(const RelationName& relation) const { return display(relation); }
  /// The same for a name that stands at `at`, which may hold a hole.
  std::string name(const RelationName& relation, Span at) const;
  /// `message` with holes as the user wrote them, where the tree's names for them stand. What is reported
  /// needs no more of that.
  std::string shown(std::string message) const;
  /// The bytes of `span`, with holes as the user wrote them in the host.
  std::string as_written(Span span) const;
  /// `span` with the holes that it touches, and the letters glued to them: `:table`, `users_{{ env }}`.
  Span with_holes(Span span) const;
  /// Whether anything in `span` is known only at run time (a template, a placeholder, an interpolated value).
  bool has_hole(Span span) const;
  /// What the host program itself writes into `span`, as the user wrote it there: nothing that a driver or
  /// psql fills in, and nothing that was quoted on its way.
  std::vector<const Hole*> spliced_in(Span span) const;
  /// Whether a piece of SQL that we cannot see may stand in `span`: a WHERE clause, a further command.
  bool may_hide_sql(Span span) const;
  /// Whether a name ends in a hole glued to its letters, as in 'DELETE FROM t' || x: more than a name may
  /// follow.
  bool may_run_on(Span name) const;
  /// The script itself made this table before, or it is temporary: nothing that was there before can be lost.
  bool is_new_table(const RangeVar& relation) const;
  bool is_new_table(const RelationName& relation) const { return catalog_.is_new(relation); }

 private:
  /// The elements of a comma-separated list.
  std::vector<Span> listed(std::span<const Token> tokens) const;
  bool begins_with(std::span<const Token> run, std::initializer_list<std::string_view> words) const;

  std::string_view text_;
  const Statement& statement_;
  std::span<const Hole> holes_;
  const ScriptCatalog& catalog_;
  const AnalysisSettings& settings_;
  std::vector<Finding>& findings_;
  const ProjectView* project_;
  mutable std::optional<std::vector<Token>> tokens_;
};

}  // namespace floodwall
