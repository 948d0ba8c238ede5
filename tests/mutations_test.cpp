// Takes projects apart: each table, view and column is renamed or removed where it is defined. What names it
// elsewhere is broken then, and has to be reported; nothing else may be.
#include "tests/support/catch.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/core.h>

#include "analyzer/engine/analyze.h"
#include "analyzer/engine/link.h"
#include "analyzer/rule/rule.h"
#include "analyzer/sql/lexer.h"
#include "analyzer/text/line_index.h"
#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"
#include "tests/support/examples.h"
#include "tests/support/lint.h"

namespace floodwall {
namespace {

/// A place in one of the project's files.
struct Word {
  std::size_t file = 0;
  Span at;
  friend bool operator<(const Word& left, const Word& right) {
    return std::tuple(left.file, left.at.begin, left.at.end) <
           std::tuple(right.file, right.at.begin, right.at.end);
  }
};

/// What may be renamed or removed: a table or view as such, or a column of a table.
struct Target {
  RelationName relation;
  std::string column = {};  ///< empty: the relation
  Word name = {};           ///< in its definition
  Span whole = {};          ///< what goes if it is removed
  bool is_unsure = false;   ///< something else says that it is there: nobody can say what breaks

  std::string text() const { return column.empty() ? display(relation) : display(relation) + "." + column; }
};

enum class Mutation { Rename, Remove };

constexpr std::string_view appended = "_x";

/// For every resolved name where it is and what it means: "table …" or "column …".
void tell(const StatementNames& names, RuleContext& ctx) {
  for (std::size_t i = 0; i < names.resolution.tables.size(); ++i) {
    const TableReference& table = names.resolution.tables[i];
    const Relation* relation = names.judgement.tables[i].relation;
    if (relation == nullptr || table.location < 0 || table.may_be_missing || table.use == ReferenceUse::Drops)
      continue;
    ctx.report({.at = ctx.name_at(table.location, table.name.schema.empty() ? 1 : 2),
                .message = display(relation->name)});
  }
  for (std::size_t i = 0; i < names.resolution.columns.size(); ++i) {
    const ColumnReference& column = names.resolution.columns[i];
    const ColumnVerdict& verdict = names.judgement.columns[i];
    const bool is_column = verdict.fate == ColumnFate::Resolved && verdict.table != no_index &&
                           verdict.column == column.column && !column.column.empty() && 0 <= column.location;
    if (!is_column) continue;
    const Relation* relation = names.judgement.tables[verdict.table].relation;
    if (relation == nullptr) continue;
    const int parts = 1 + (column.qualifier.empty() ? 0 : 1) + (column.schema.empty() ? 0 : 1);
    ctx.report({.at = ctx.name_at(column.location, column.only_source == no_index ? parts : 1),
                .message = display(relation->name) + "." + std::string(column.column)});
  }
}

constexpr Rule teller = {
    .meta = {.id = "tell-names", .summary = "For this test", .severity = Severity::Warning, .since = "0.1"},
    .trigger = on<tell>,
};

const RuleSet& telling() {
  static const RegisteredRule registered = {.file = "rules/schema/tell_names", .rule = &teller, .doc = ""};
  static const RuleSet rules({&registered});
  return rules;
}

const RuleSet& rules_of_names() {
  static const RuleSet rules = [] {
    std::vector<const RegisteredRule*> chosen;
    for (const char* id : {"undefined-table", "undefined-column", "ambiguous-column", "insert-column-count",
                           "missing-unique-for-conflict"})
      chosen.push_back(find_rule(id));
    return RuleSet(std::move(chosen));
  }();
  return rules;
}

/// One file, analysed alone.
struct Part {
  std::unique_ptr<SourceFile> file;
  FoundSql found;
  FileFacts facts;

  Part(std::size_t id, const std::string& path, std::string text)
      : file(std::make_unique<SourceFile>(static_cast<FileId>(id), path, std::move(text))) {
    found = find_sql(*file, {});
    facts = analyze(*file, found, rules_of_names(), {}).facts;
  }
};

Project link(const std::vector<const Part*>& parts) {
  std::vector<LinkedFile> files;
  for (const Part* part : parts) files.push_back({part->file->id(), part->file->path(), &part->facts});
  return Project(files);
}

using Findings = std::map<Word, std::vector<std::string>>;

Findings findings(const std::vector<const Part*>& parts, const RuleSet& rules) {
  const Project project = link(parts);
  Findings all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& part = *parts[i];
    if (&rules == &rules_of_names() && !project.concerns(part.file->id(), part.facts)) continue;
    for (const Diagnostic& each : analyze(*part.file, part.found, rules, {}, &project).diagnostics) {
      std::string message = each.message;
      if (&rules == &rules_of_names()) message = std::string(each.rule) + ": " + message;
      all[{i, each.at}].push_back(std::move(message));
    }
  }
  return all;
}

bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where a word stands outside of comments of whole lines.
std::vector<Span> occurrences(std::string_view text, std::string_view word) {
  std::vector<Span> found;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at != 0 && is_letter(text[at - 1])) || (end < text.size() && is_letter(text[end]))) continue;
    const std::size_t line = text.rfind('\n', at) + 1;  // npos + 1 is 0
    const std::size_t first = text.find_first_not_of(' ', line);
    if (text.substr(first, 2) == "--" || text[first] == '#') continue;
    found.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
  }
  return found;
}

class Mutants {
 public:
  explicit Mutants(const std::string& folder) {
    for (const Fixture& fixture : fixtures()) {
      if (!fixture.path.starts_with(folder)) continue;
      paths_.push_back(fixture.path);
      texts_.push_back(fixture.text);
      whole_.emplace_back(paths_.size() - 1, fixture.path, fixture.text);
    }
    find_targets();
    before_ = findings(parts(), rules_of_names());
  }

  const std::vector<Target>& targets() const { return targets_; }
  const Findings& before() const { return before_; }
  std::vector<const Part*> parts() const {
    std::vector<const Part*> all;
    for (const Part& part : whole_) all.push_back(&part);
    return all;
  }
  std::string_view text(const Word& word) const { return slice(texts_[word.file], word.at); }
  std::string place(const Word& word) const {
    const LineColumn at = LineIndex(texts_[word.file]).at(word.at.begin);
    return fmt::format("{}:{}:{}", paths_[word.file], at.line, at.column);
  }

  /// Every word that is spelt like it.
  std::set<Word> named(const Target& target) const {
    std::set<Word> words;
    const std::string& name = target.column.empty() ? target.relation.name : target.column;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      const std::string_view text = texts_[i];
      for (const Span at : occurrences(text, name)) {
        const bool is_qualifier = target.column.empty() && at.end < text.size() && text[at.end] == '.' &&
                                  !text.substr(0, at.begin).ends_with("COLUMN ");
        if (!is_qualifier) words.insert({i, at});
      }
    }
    return words;
  }

  /// What the judge says to mean it, by its last word.
  std::set<Word> resolved(const Target& target) const {
    if (meanings_.empty()) meanings_ = findings(parts(), telling());
    std::set<Word> words;
    const auto length = target.column.empty() ? target.relation.name.size() : target.column.size();
    for (const auto& [word, messages] : meanings_) {
      if (std::ranges::find(messages, target.text()) == messages.end() || word.at.size() < length) continue;
      const Word last = {word.file, {static_cast<std::uint32_t>(word.at.end - length), word.at.end}};
      const std::string& name = target.column.empty() ? target.relation.name : target.column;
      words.insert(identifier_of(text(last)) == name ? last : word);  // in a program it may be `{self.table}`
    }
    return words;
  }

  /// What is reported after the mutation and was not before, in places of the unchanged text.
  Findings reported(const Target& target, Mutation mutation) const {
    std::string text = texts_[target.name.file];
    if (mutation == Mutation::Rename) {
      text.insert(target.name.at.end, appended);
    } else {
      for (std::uint32_t i = target.whole.begin; i < target.whole.end; ++i) {
        if (text[i] != '\n') text[i] = ' ';
      }
    }
    const Part changed(target.name.file, paths_[target.name.file], std::move(text));
    std::vector<const Part*> all = parts();
    all[target.name.file] = &changed;
    Findings news;
    for (const auto& [word, messages] : findings(all, rules_of_names())) {
      Word here = word;
      if (mutation == Mutation::Rename && word.file == target.name.file) {
        const auto moved = static_cast<std::uint32_t>(appended.size());
        if (target.name.at.end < here.at.begin) here.at.begin -= moved;
        if (target.name.at.end < here.at.end) here.at.end -= moved;
      }
      if (!before_.contains(here)) news[here] = messages;
    }
    return news;
  }

 private:
  bool is_defined_twice(const Project& project, const RelationName& name) const {
    const auto known = project.schema().definitions.find(name.name);
    std::set<FileId> files;
    for (const RelationPtr& each : known->second) files.insert(each->at.file);
    return 1 < files.size();
  }

  /// Whether a migration's call changes the relation: that it is there is taken from that, too.
  bool is_changed_by_call(const RelationName& name) const {
    for (const Part& part : whole_) {
      for (const SchemaStatement& each : part.facts.schema) {
        if (each.is_lowered && each.sql.starts_with("ALTER TABLE ") &&
            !occurrences(each.sql, name.name).empty())
          return true;
      }
    }
    return false;
  }
  bool is_unsure(const Project& project, const RelationName& name) const {
    return is_defined_twice(project, name) || is_changed_by_call(name);
  }

  void find_targets() {
    const Project project = link(parts());
    for (std::size_t file = 0; file < texts_.size(); ++file) {
      if (!paths_[file].ends_with(".sql")) continue;
      const std::vector<Token> tokens = significant_tokens(texts_[file]);
      for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        if (is(file, tokens[i], "create")) add_relation(project, file, tokens, i);
        if (is(file, tokens[i], "add") && is(file, tokens[i + 1], "column"))
          add_added(project, file, tokens, i);
      }
    }
  }

  bool is(std::size_t file, const Token& token, std::string_view word) const {
    return is_word(slice(texts_[file], token.at), word);
  }
  std::string identifier(std::size_t file, const Token& token) const {
    return identifier_of(slice(texts_[file], token.at));
  }

  /// The relation of the catalog that has this bare name.
  const Relation* known(const Project& project, const std::string& name) const {
    const auto found = project.schema().definitions.find(name);
    if (found == project.schema().definitions.end()) return nullptr;
    return project.schema().catalog.find(found->second.front()->name);
  }

  std::size_t statement_end(std::size_t file, const std::vector<Token>& tokens, std::size_t i) const {
    while (i < tokens.size() && !is(file, tokens[i], ";")) ++i;
    return std::min(i, tokens.size() - 1);
  }

  void add_relation(const Project& project, std::size_t file, const std::vector<Token>& tokens,
                    std::size_t create) {
    std::size_t i = create + 1;
    while (i < tokens.size() && (is(file, tokens[i], "materialized") || is(file, tokens[i], "or") ||
                                 is(file, tokens[i], "replace")))
      ++i;
    const bool is_table = is(file, tokens[i], "table");
    if (!is_table && !is(file, tokens[i], "view")) return;
    ++i;
    while (is(file, tokens[i], "if") || is(file, tokens[i], "not") || is(file, tokens[i], "exists")) ++i;
    if (is(file, tokens[i + 1], ".")) i += 2;
    const Relation* relation = known(project, identifier(file, tokens[i]));
    if (relation == nullptr) return;
    const std::size_t end = statement_end(file, tokens, i);
    const bool is_doubtful = is_unsure(project, relation->name);
    targets_.push_back({.relation = relation->name,
                        .name = {file, tokens[i].at},
                        .whole = {tokens[create].at.begin, tokens[end].at.end},
                        .is_unsure = is_doubtful});
    if (!is_table || !is(file, tokens[i + 1], "(")) return;
    std::size_t first = i + 2;
    for (int depth = 0; i < end; ++i) {
      if (is(file, tokens[i], "(")) ++depth;
      const bool is_last = is(file, tokens[i], ")") && --depth == 0;
      if (!is_last && (depth != 1 || !is(file, tokens[i], ","))) continue;
      const std::string name = identifier(file, tokens[first]);
      if (relation->column(name) != nullptr) {
        const std::uint32_t begin = is_last ? tokens[first - 1].at.begin : tokens[first].at.begin;
        const std::uint32_t stop = is_last ? tokens[i].at.begin : tokens[i].at.end;
        targets_.push_back({.relation = relation->name,
                            .column = name,
                            .name = {file, tokens[first].at},
                            .whole = {begin, stop},
                            .is_unsure = is_doubtful});
      }
      if (is_last) return;
      first = i + 1;
    }
  }

  /// ALTER TABLE t ADD COLUMN c …;
  void add_added(const Project& project, std::size_t file, const std::vector<Token>& tokens,
                 std::size_t add) {
    if (add < 3 || !is(file, tokens[add - 2], "table")) return;
    const Relation* relation = known(project, identifier(file, tokens[add - 1]));
    const std::string name = identifier(file, tokens[add + 2]);
    if (relation == nullptr || relation->column(name) == nullptr) return;
    const std::size_t end = statement_end(file, tokens, add);
    targets_.push_back({.relation = relation->name,
                        .column = name,
                        .name = {file, tokens[add + 2].at},
                        .whole = {tokens[add - 3].at.begin, tokens[end].at.end},
                        .is_unsure = is_unsure(project, relation->name)});
  }

  std::vector<std::string> paths_;
  std::vector<std::string> texts_;
  std::vector<Part> whole_;
  std::vector<Target> targets_;
  Findings before_;
  mutable Findings meanings_;  ///< worked out when first asked for
};

struct Score {
  std::size_t mutants = 0;
  std::size_t broken = 0;
  std::size_t found = 0;
  std::vector<std::string> missed;
  std::vector<std::string> others;

  double ratio() const { return static_cast<double>(found) / static_cast<double>(broken); }
  std::string text() const {
    std::string all = fmt::format("{} mutants, {} of {} broken references reported, {} other findings",
                                  mutants, found, broken, others.size());
    for (const std::string& each : missed) all += "\nmissed: " + each;
    for (const std::string& each : others) all += "\nother: " + each;
    return all;
  }
};

/// Whether a finding complains of the target.
bool is_about(const Target& target, const std::string& message) {
  if (target.column.empty())
    return message.starts_with("undefined-table: ") &&
           message.find(target.relation.name) != std::string::npos;
  return message.starts_with("undefined-column: ") &&
         message.find("column " + target.column) != std::string::npos;
}

/// `words`: words that mean the target; all of them, if it is complete.
void mutate(const Mutants& project, const Target& target, Mutation mutation, const std::set<Word>& words,
            bool is_complete, Score& score) {
  if (target.is_unsure) return;
  ++score.mutants;
  const std::string what =
      fmt::format("{} {}", mutation == Mutation::Rename ? "rename" : "remove", target.text());
  const Findings news = project.reported(target, mutation);
  std::set<Word> missing;
  for (const Word& word : words) {
    const bool is_definition = word.file == target.name.file && word.at == target.name.at;
    const bool is_gone = mutation == Mutation::Remove && word.file == target.name.file &&
                         target.whole.begin <= word.at.begin && word.at.end <= target.whole.end;
    if (!is_definition && !is_gone) missing.insert(word);
  }
  score.broken += missing.size();
  for (const auto& [finding, messages] : news) {
    const auto word = std::ranges::find_if(missing, [&](const Word& each) {
      return each.file == finding.file && each.at.end == finding.at.end && finding.at.begin <= each.at.begin;
    });
    const bool is_of_name =
        std::ranges::all_of(messages, [&](const std::string& each) { return is_about(target, each); });
    if (!is_of_name || (is_complete && word == missing.end())) {
      for (const std::string& each : messages)
        score.others.push_back(
            fmt::format("{}: {} \"{}\" {}", what, project.place(finding), project.text(finding), each));
    }
    if (word == missing.end()) continue;
    missing.erase(word);
    ++score.found;
  }
  for (const Word& word : missing) score.missed.push_back(fmt::format("{}: {}", what, project.place(word)));
}

TEST_CASE("what a renamed or removed table or column breaks is reported, by its spelling") {
  const Mutants project("fixtures/names/");
  CHECK(project.before().empty());
  for (const auto& [word, messages] : project.before())
    UNSCOPED_INFO(project.place(word) << messages.front());
  Score score;
  for (const Target& target : project.targets()) {
    for (const Mutation mutation : {Mutation::Rename, Mutation::Remove})
      mutate(project, target, mutation, project.named(target), true, score);
  }
  WARN(score.text());
  CAPTURE(score.text());
  REQUIRE(140 <= score.mutants);
  REQUIRE(500 < score.broken);
  CHECK(0.95 <= score.ratio());
  CHECK(score.others.empty());
}

TEST_CASE("what a renamed or removed table or column breaks is reported, in the retold incidents") {
  Score score;
  for (const char* name :
       {"auth_configs", "backup_restore", "listing_status", "restore_drill", "work_data_hub"}) {
    const Mutants project(fmt::format("fixtures/demo/{}/", name));
    for (const Target& target : project.targets()) {
      for (const Mutation mutation : {Mutation::Rename, Mutation::Remove})
        mutate(project, target, mutation, project.resolved(target), false, score);
    }
  }
  WARN(score.text());
  CAPTURE(score.text());
  REQUIRE(100 < score.mutants);
  REQUIRE(100 < score.broken);
  CHECK(0.95 <= score.ratio());
  CHECK(score.others.empty());
}

}  // namespace
}  // namespace floodwall
