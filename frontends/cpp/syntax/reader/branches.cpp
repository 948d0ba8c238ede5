// A statement or a definition that #if parts: `f(#if A a #else b #endif);` is `#if A f(a); #else f(b);
// #endif`. It is read once for each branch, with the groups around it.

#include <algorithm>
#include <utility>

#include "frontends/cpp/syntax/reader/reader.h"

namespace floodwall::cpp {
namespace {

constexpr std::size_t deepest_group = 20;

/// Drops functions whose bodies, by their ends, another branch has, too. The end of the node's children.
TreeNode** without_known_bodies(TreeNode* node, std::vector<std::uint32_t>& bodies) {
  TreeNode** next = &node->first;
  while (*next != nullptr) {
    const TreeNode* body = (*next)->kind == Node::FunctionDefinition ? child_of(*next, Field::Body) : nullptr;
    const bool is_known = body != nullptr && std::ranges::find(bodies, body->at.end) != bodies.end();
    if (body != nullptr && !is_known) bodies.push_back(body->at.end);
    if (is_known) {
      *next = (*next)->next;
    } else {
      next = &(*next)->next;
    }
  }
  return next;
}

}  // namespace

/// Tokens as they are if of each group that parts something the branch of that number is taken.
struct Reader::Branch {
  struct Group {
    std::size_t begin;     ///< #if
    std::size_t end;       ///< behind #endif
    std::size_t branches;  ///< with the empty one that none has written
  };
  std::vector<Token> tokens = {Token{}};  ///< the first is none, the last is the End
  std::vector<std::uint32_t> origins = {0};
  std::vector<Group> groups = {};  ///< of which one branch is taken
  bool is_cut = false;             ///< it goes on
};

/// Behind the #endif; 0: there is none.
std::size_t Reader::end_of_group(std::size_t directive) const {
  std::size_t i = directive;
  while (!is(at(i), Part::Ends)) {
    if (at(i).match <= i) return 0;
    i = at(i).match;
  }
  return i + 1;
}

/// Whether behind directives that follow, and what they leave out, stands that word.
bool Reader::goes_on_with(std::size_t directive, Key key) const {
  std::size_t i = directive;
  while (at(i).kind == Token::Kind::Directive) {
    if (is(at(i), Part::Begins)) {
      std::size_t inner = i + 1;
      while (at(inner).kind == Token::Kind::Directive && !is(at(inner), Part::Ends)) ++inner;
      if (is(at(inner), key)) return true;
    }
    if (is(at(i), Part::Begins) || is(at(i), Part::GoesOn)) {
      i = end_of_group(i);
      if (i == 0) return false;
    } else {
      ++i;
    }
  }
  return i != directive && is(at(i), key);
}

/// Whether a group stands within a statement, or has parts of several in it.
bool Reader::is_parting(std::size_t directive) const {
  const std::size_t end = end_of_group(directive);
  const auto ends = [&](const Token& token) {
    if (is(token, ")"))  // a macro's call, but no if (…) and no function's head
      return token.match != 0 && is_name(at(token.match - 1)) && !is(at(end), "{");
    return is(token, ";") || is(token, "{") || is(token, "}") || is(token, ":");
  };
  const auto goes_on = [](const Token& token) {
    return is(token, Key::Else) || token.kind == Token::Kind::Literal ||
           (token.kind == Token::Kind::Sign && !is(token, "(") && !is(token, "*") && !is(token, "[") &&
            !is(token, "{") && !is(token, "}") && !is(token, ";") && !is(token, "::") && !is(token, "~") &&
            !is(token, "++") && !is(token, "--"));
  };
  constexpr std::size_t longest = 20'000;
  if (end == 0 || longest < end - directive) return false;
  std::size_t before = directive - 1;
  while (before != 0 && at(before).kind == Token::Kind::Directive) --before;
  if (before != 0 && !ends(at(before))) return true;
  if (goes_on(at(end))) return true;
  for (std::size_t i = directive; i + 1 != end; i = at(i).match) {
    const std::size_t branch_end = at(i).match;
    const Token* first = nullptr;
    const Token* last = nullptr;
    int depth = 0;
    for (std::size_t each = i + 1; each < branch_end; ++each) {
      const Token& token = at(each);
      if (token.kind == Token::Kind::Directive) {
        if (!is(token, Part::GoesOn)) continue;
        each = end_of_group(each);  // as in the first branch
        if (each == 0) return true;
        --each;
        continue;
      }
      if (first == nullptr) first = &token;
      last = &token;
      if (is(token, "{") || is(token, "(") || is(token, "[")) ++depth;
      if (is(token, "}") || is(token, ")") || is(token, "]")) --depth;
      if (depth < 0) return true;
    }
    if (depth != 0) return true;
    if (first != nullptr && (goes_on(*first) || !ends(*last))) return true;
  }
  return false;
}

/// From there up to token `end`, or so many tokens.
Reader::Branch Reader::branch_from(std::size_t from, std::size_t number, std::size_t end,
                                   std::size_t most) const {
  struct Open {
    std::size_t end;
    bool is_chosen;
  };
  Branch made;
  std::vector<Open> groups;
  std::vector<std::uint32_t> brackets;
  const auto add = [&](std::size_t i) {
    const Token& token = at(i);
    const auto here = static_cast<std::uint32_t>(made.tokens.size());
    made.tokens.push_back(token);
    made.origins.push_back(static_cast<std::uint32_t>(i));
    made.tokens[here].match = 0;
    if (is(token, "(") || is(token, "[") || is(token, "{")) brackets.push_back(here);
    if (brackets.empty() || (!is(token, ")") && !is(token, "]") && !is(token, "}"))) return;
    made.tokens[here].match = brackets.back();
    made.tokens[brackets.back()].match = here;
    brackets.pop_back();
  };
  std::size_t i = from;
  for (std::size_t steps = 0; i < end && at(i).kind != Token::Kind::End; ++steps) {
    made.is_cut = most < steps;
    if (made.is_cut || deepest_group < groups.size()) break;
    const Token& token = at(i);
    if (token.kind != Token::Kind::Directive) {
      if (brackets.empty() && (is(token, "}") || is(token, ")") || is(token, "]"))) break;
      add(i++);
      continue;
    }
    if (is(token, Part::None)) {
      const Token& last = made.tokens.back();
      if (made.tokens.size() == 1 || is(last, ";") || is(last, "{") || is(last, "}")) add(i);
      ++i;
      continue;
    }
    if (is(token, Part::Begins)) {
      groups.push_back({end_of_group(i), is_parting(i)});
      if (groups.back().end == 0) break;
      if (groups.back().is_chosen) {
        std::vector<std::size_t> branches;
        for (std::size_t each = i; !is(at(each), Part::Ends); each = at(each).match) branches.push_back(each);
        if (directive_name(at(branches.back())) != "else") branches.push_back(groups.back().end - 1);
        made.groups.push_back({i, groups.back().end, branches.size()});
        i = branches[std::min(number, branches.size() - 1)];
        if (!is(at(i), Part::Ends)) {
          ++i;
          continue;
        }
      }
    }
    if (groups.empty()) break;  // one around it
    const Open group = groups.back();
    if (is(at(i), Part::GoesOn) && group.is_chosen) i = group.end - 1;
    if (is(at(i), Part::Ends)) groups.pop_back();
    if (!group.is_chosen) add(i);
    ++i;
  }
  made.tokens.push_back({.begin = at(i).begin, .end = at(i).begin});
  made.origins.push_back(static_cast<std::uint32_t>(i));
  return made;
}

/// Where what begins there ends in that branch, behind `least` tokens and all groups that part it; 0: who
/// knows. `branches`: how many the groups before that have at most.
std::size_t Reader::end_of_branch(std::size_t from, std::size_t number, std::size_t least, Place place,
                                  std::size_t& branches) {
  constexpr std::size_t longest = 20'000;
  for (std::size_t most = 300; most < longest; most *= 4) {
    Branch branch = branch_from(from, number, tokens_.size(), most);
    std::swap(tokens_, branch.tokens);
    const std::size_t last = tokens_.size() - 1;
    std::size_t end = 1;
    while (end != 0 && end < last && (end == 1 || branch.origins[end] < least)) {
      const std::size_t next = end_of(end, place);
      end = next <= end ? 0 : next;
    }
    std::swap(tokens_, branch.tokens);
    if (branch.is_cut && (end == 0 || last <= end)) continue;
    if (end == 0) return 0;
    std::size_t reached = std::max<std::size_t>(least, end == 1 ? 0 : branch.origins[end - 1] + 1);
    for (const Branch::Group& each : branch.groups) {
      if (reached <= each.begin) break;
      reached = std::max(reached, each.end);
      branches = std::max(branches, each.branches);
    }
    return reached;
  }
  return 0;
}

/// Behind all branches of what begins there; 0: nothing parts it, or who knows.
std::size_t Reader::end_of_branches(std::size_t from, Place place, std::size_t& branches) {
  constexpr int most_tries = 8;
  std::size_t end = from + 1;
  for (int tries = 0; tries < most_tries; ++tries) {
    const std::size_t before = end;
    for (std::size_t i = 0; i == 0 || i < branches; ++i) {
      const std::size_t reached = end_of_branch(from, i, end, place, branches);
      if (reached == 0 || branches == 0) return 0;
      end = std::max(end, reached);
    }
    if (end == before) return end;
  }
  return 0;
}

/// false: nothing parts it, or it cannot be read.
bool Reader::read_branches(Parent& into, std::size_t from, Place place) {
  constexpr std::size_t most_branches = 8;
  if (!origins_.empty()) return false;
  std::size_t branches = 0;
  const std::size_t end = end_of_branches(from, place, branches);
  if (end == 0 || most_branches < branches) return false;
  const std::size_t left_out = left_out_;
  const Span whole = {tokens_[from].begin, tokens_[end - 1].end};
  std::vector<std::uint32_t> bodies;
  std::vector<Parent> made;
  bool is_read = true;
  while (is_read && made.size() < branches) {
    Branch branch = branch_from(from, made.size(), end, tokens_.size());
    std::swap(tokens_, branch.tokens);
    std::swap(origins_, branch.origins);
    pos_ = 1;
    made.push_back(open(made.empty() ? Node::PreprocIf : Node::PreprocElse));
    items(made.back(), place);
    is_read = !failed_ && is_end();
    failed_ = false;
    std::swap(tokens_, branch.tokens);
    origins_.clear();
    made.back().node->at = whole;
    made.back().next = without_known_bodies(made.back().node, bodies);
  }
  pos_ = from;
  left_out_ = is_read ? left_out_ : left_out;
  if (!is_read) return false;
  for (std::size_t i = made.size() - 1; i != 0; --i) made[i - 1].add(made[i].node, Field::Alternative);
  into.add(made.front().node);
  pos_ = end;
  return true;
}

}  // namespace floodwall::cpp
