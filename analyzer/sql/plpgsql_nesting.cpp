#include "analyzer/sql/plpgsql_nesting.h"

#include <utility>

namespace floodwall {
namespace {

constexpr std::size_t deepest_state = 64;  // constructs in constructs that keep what the variables held

}  // namespace

void PlpgsqlNesting::leave() { 0 < entered_ ? --entered_ : ++left_; }

void PlpgsqlNesting::add(EmbeddedSql sql) {
  sql.branches_left = std::exchange(left_, 0);
  sql.branches_entered = std::exchange(entered_, 0);
  found_.push_back(std::move(sql));
}

void PlpgsqlNesting::add_one_of(std::vector<EmbeddedSql> statements) {
  const bool is_sure = statements.size() == 1;
  for (EmbeddedSql& sql : statements) {
    if (!is_sure) enter();
    add(std::move(sql));
    if (!is_sure) leave();
  }
}

void PlpgsqlNesting::open(Construct kind) {
  if (deepest_state <= open_.size()) variables_.forget_all();
  ++count(kind);
  Open& opened = open_.emplace_back(Open{.kind = kind, .first_found = found_.size()});
  if (kind == Construct::Block) opened.declared = std::exchange(declared_, {});
  if (kind == Construct::If || kind == Construct::Case) opened.before = variables_.state();
  if (kind == Construct::Loop) variables_.forget_all();  // it may have run before and changed them
  opened.in_arm = kind == Construct::If || kind == Construct::Loop;
  if (opened.in_arm) enter();
}

void PlpgsqlNesting::end_arm(Open& construct) {
  if (!construct.in_arm) return;
  construct.in_arm = false;
  leave();
  if (construct.kind == Construct::If || construct.kind == Construct::Case)
    construct.ends.push_back(variables_.state());
}

void PlpgsqlNesting::next_arm(bool is_else) {
  const auto has_arms = [](const Open& construct) {
    return construct.kind == Construct::If || construct.kind == Construct::Case || construct.has_handlers;
  };
  if (count(Construct::If) + count(Construct::Case) + with_handlers_ == 0) return;
  while (!has_arms(open_.back())) close_last();
  Open& construct = open_.back();
  end_arm(construct);
  construct.has_handlers ? variables_.forget_all() : variables_.restore(construct.before);
  construct.has_else = construct.has_else || is_else;
  construct.in_arm = true;
  enter();
}

void PlpgsqlNesting::handlers() {
  const auto is_block = [](const Open& construct) {
    return construct.kind == Construct::Block && !construct.has_handlers;
  };
  if (count(Construct::Block) == with_handlers_) return;
  while (!is_block(open_.back())) close_last();
  Open& block = open_.back();
  block.has_handlers = true;
  ++with_handlers_;
  variables_.forget_all();
  if (block.first_found == found_.size()) return;
  ++found_[block.first_found].branches_entered;
  leave();
}

void PlpgsqlNesting::close(Construct kind) {
  if (count(kind) == 0) return;
  while (open_.back().kind != kind) close_last();
  close_last();
}

void PlpgsqlNesting::close_last() {
  Open construct = std::move(open_.back());
  open_.pop_back();
  --count(construct.kind);
  if (construct.has_handlers) --with_handlers_;
  end_arm(construct);
  switch (construct.kind) {
    case Construct::If:
    case Construct::Case:
      variables_.merge(construct.before, construct.ends, construct.has_else);
      break;
    case Construct::Loop:
      variables_.forget_all();
      break;
    case Construct::Block:
      if (construct.has_handlers) variables_.forget_all();
      for (const std::string& name : construct.declared) variables_.forget(name);
      break;
  }
}

}  // namespace floodwall
