#include "frontends/python/syntax/converter.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::python {

using host::Expression;
using host::Statement;

Body Converter::statements(TSNode block, int depth) {
  Body out;
  if (ts_node_is_null(block) || host::deepest_nesting < depth) return out;
  each_child(block, [&](TSNode each, TSFieldId) { statement(each, depth + 1, out); });
  return out;
}

void Converter::statement(TSNode node, int depth, Body& out) {
  if (host::deepest_nesting < depth) return;
  switch (g_.kind(node)) {
    case Node::ExpressionStatement:
      each_child(node, [&](TSNode each, TSFieldId) {
        const Node kind = g_.kind(each);
        if (kind == Node::Assignment || kind == Node::AugmentedAssignment || kind == Node::Yield) {
          statement(each, depth + 1, out);
        } else if (kind != Node::String) {  // a docstring says nothing to the program
          add(Statement::Kind::Evaluate, each, out).value = expression(each, depth + 1);
        }
      });
      break;
    case Node::Assignment:
      assignment(node, depth, out);
      break;
    case Node::AugmentedAssignment: {
      Statement& made = add(Statement::Kind::Extend, node, out);
      made.target = expression(child(node, g_.left), depth + 1);
      made.value = expression(child(node, g_.right), depth + 1);
      made.word = word(child(node, g_.op));
      break;
    }
    case Node::Yield: {
      Statement& made = add(Statement::Kind::Return, node, out);
      made.word = "yield";
      const std::vector<TSNode> parts = children(node);
      if (!parts.empty()) made.value = expression(parts.front(), depth + 1);
      break;
    }
    case Node::If:
      if_statement(node, depth, out);
      break;
    case Node::For:
    case Node::While:
      loop(node, depth, out);
      break;
    case Node::With:
      with_statement(node, depth, out);
      break;
    case Node::Try:
      try_statement(node, depth, out);
      break;
    case Node::Match: {
      // Each case may be taken, none must be: a choice among branches on an unknown condition.
      Body* into = &out;
      std::vector<TSNode> cases;
      each_child(node, [&](TSNode each, TSFieldId field) {
        if (field == g_.body || g_.kind(each) == Node::Block) {
          each_child(each, [&](TSNode inner, TSFieldId) { cases.push_back(inner); });
        } else {
          add(Statement::Kind::Evaluate, each, out).value = expression(each, depth + 1);
        }
      });
      int chained = 0;
      for (const TSNode each : cases) {
        Body captured;
        const bool is_any = is_any_case(each, depth, captured);
        Body body = statements(child(each, g_.consequence), depth + 1);
        body.insert(body.begin(), captured.begin(), captured.end());
        if (is_any) {
          into->insert(into->end(), body.begin(), body.end());
          break;
        }
        Statement& made = add(Statement::Kind::If, each, *into);
        made.value = &add(Expression::Kind::Opaque, each);
        made.body = std::move(body);
        if (++chained < host::deepest_nesting / 2) into = &made.otherwise;
      }
      break;
    }
    case Node::Return: {
      Statement& made = add(Statement::Kind::Return, node, out);
      const std::vector<TSNode> parts = children(node);
      if (!parts.empty()) made.value = expression(parts.front(), depth + 1);
      break;
    }
    case Node::Raise: {
      Statement& made = add(Statement::Kind::Raise, node, out);
      const std::vector<TSNode> parts = children(node);
      if (!parts.empty()) made.value = expression(parts.front(), depth + 1);
      break;
    }
    case Node::Assert: {
      Statement& made = add(Statement::Kind::Assert, node, out);
      const std::vector<TSNode> parts = children(node);
      if (!parts.empty()) made.value = expression(parts.front(), depth + 1);
      break;
    }
    case Node::Break:
    case Node::Continue:
      add(Statement::Kind::Leave, node, out);
      break;
    case Node::FunctionDefinition:
      function(node, {}, span(node), depth, out);
      break;
    case Node::ClassDefinition:
      klass(node, {}, span(node), depth, out);
      break;
    case Node::DecoratedDefinition:
      decorated(node, depth, out);
      break;
    case Node::ImportStatement:
      imports(node, out);
      break;
    case Node::ImportFrom:
      import_from(node, out);
      break;
    case Node::Error:
    case Node::Block:
    case Node::Module:  // half-typed code: whatever can be read in it
    case Node::Else:
    case Node::Elif:
    case Node::Except:
    case Node::Finally:
      each_child(node, [&](TSNode each, TSFieldId) { statement(each, depth + 1, out); });
      break;
    case Node::Pass:
    case Node::Global:
    case Node::Nonlocal: {
      Statement& made = add(Statement::Kind::Share, node, out);
      made.word = g_.kind(node) == Node::Global ? "global" : "nonlocal";
      made.target = sequence(Expression::Kind::Tuple, node, depth);
      break;
    }
    case Node::FutureImport:
    case Node::TypeAlias:
    case Node::Identifier:  // in half-typed code
      break;
    default:
      add(Statement::Kind::Evaluate, node, out).value = expression(node, depth + 1);
      break;
  }
}

/// Whether a case takes whatever comes to it: `case _:`, `case other:`. Notes the names that it gives values.
bool Converter::is_any_case(TSNode node, int depth, Body& captured) {
  std::vector<TSNode> patterns;
  bool is_guarded = false;
  each_child(node, [&](TSNode each, TSFieldId field) {
    if (field == g_.consequence) return;
    const bool is_pattern = std::string_view(ts_node_type(each)) == "case_pattern";
    is_guarded = is_guarded || !is_pattern;
    if (is_pattern) patterns.push_back(each);
  });
  for (const TSNode pattern : patterns) capture(pattern, depth, captured);
  if (patterns.size() != 1 || is_guarded) return false;
  const auto is_in_name = [](char c) {
    return ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || c == '_' || ('0' <= c && c <= '9');
  };
  const std::string_view all = word(patterns.front());
  return all != "None" && all != "True" && all != "False" && !('0' <= all.front() && all.front() <= '9') &&
         std::ranges::all_of(all, is_in_name);
}

/// The names in a pattern that what is matched is given to.
void Converter::capture(TSNode pattern, int depth, Body& captured) {
  if (host::deepest_nesting < depth) return;
  const std::string_view type = ts_node_type(pattern);
  const std::vector<TSNode> parts = children(pattern);
  if (type == "dotted_name" || type == "identifier") {
    if (word(pattern).find('.') != std::string_view::npos) return;
    Statement& made = add(Statement::Kind::Assign, pattern, captured);
    Expression& name = add(Expression::Kind::Name, pattern);
    name.word = word(pattern);
    made.target = &name;
    made.value = &add(Expression::Kind::Opaque, pattern);
    return;
  }
  const bool begins_with_name = type == "class_pattern" || type == "keyword_pattern";
  for (std::size_t i = begins_with_name ? 1 : 0; i < parts.size(); ++i)
    capture(parts[i], depth + 1, captured);
}

void Converter::if_statement(TSNode node, int depth, Body& out) {
  Statement* made = &add(Statement::Kind::If, node, out);
  made->value = expression(child(node, g_.condition), depth + 1);
  made->body = statements(child(node, g_.consequence), depth + 1);
  int chained = 0;
  each_child(node, [&](TSNode each, TSFieldId field) {
    if (field != g_.alternative) return;
    if (g_.kind(each) == Node::Elif) {
      Statement& next = add(Statement::Kind::If, each, made->otherwise);
      next.value = expression(child(each, g_.condition), depth + 1);
      next.body = statements(child(each, g_.consequence), depth + 1);
      if (++chained < host::deepest_nesting / 2) made = &next;
    } else {
      Body rest = statements(child(each, g_.body), depth + 1);
      made->otherwise.insert(made->otherwise.end(), rest.begin(), rest.end());
    }
  });
}

void Converter::loop(TSNode node, int depth, Body& out) {
  Statement& made = add(Statement::Kind::Loop, node, out);
  const bool is_for = g_.kind(node) == Node::For;
  if (is_for) made.target = expression(child(node, g_.left), depth + 1);
  made.value = expression(child(node, is_for ? g_.right : g_.condition), depth + 1);
  made.body = statements(child(node, g_.body), depth + 1);
  const TSNode rest = child(node, g_.alternative);
  if (!ts_node_is_null(rest)) made.otherwise = statements(child(rest, g_.body), depth + 1);
}

void Converter::with_statement(TSNode node, int depth, Body& out) {
  std::vector<TSNode> items;
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) != Node::WithClause) return;
    each_child(each, [&](TSNode item, TSFieldId) { items.push_back(item); });
  });
  Body* into = &out;
  int nested = depth;
  for (const TSNode item : items) {
    Statement& made = add(Statement::Kind::With, node, *into);
    TSNode value = child(item, g_.value);
    if (ts_node_is_null(value)) value = item;
    if (g_.kind(value) == Node::AsPattern) {
      const std::vector<TSNode> parts = children(value);
      if (!parts.empty()) made.value = expression(parts.front(), depth + 1);
      const TSNode alias = child(value, g_.alias);
      if (!ts_node_is_null(alias)) {
        const std::vector<TSNode> names = children(alias);
        made.target = expression(names.empty() ? alias : names.front(), depth + 1);
      }
    } else {
      made.value = expression(value, depth + 1);
    }
    if (++nested < host::deepest_nesting) into = &made.body;
  }
  Body body = statements(child(node, g_.body), depth + 1);
  into->insert(into->end(), body.begin(), body.end());
}

void Converter::try_statement(TSNode node, int depth, Body& out) {
  Statement& made = add(Statement::Kind::Try, node, out);
  each_child(node, [&](TSNode each, TSFieldId field) {
    if (field == g_.body) {
      made.body = statements(each, depth + 1);
      return;
    }
    Body inner;
    each_child(each, [&](TSNode part, TSFieldId) {
      if (g_.kind(part) == Node::Block) inner = statements(part, depth + 1);
    });
    const Node kind = g_.kind(each);
    if (kind == Node::Except || kind == Node::ExceptGroup) {
      made.handlers.push_back(std::move(inner));
    } else if (kind == Node::Finally) {
      made.last = std::move(inner);
    } else {
      made.otherwise.insert(made.otherwise.end(), inner.begin(), inner.end());
    }
  });
}

void Converter::assignment(TSNode node, int depth, Body& out) {
  const TSNode type = child(node, g_.type);
  std::vector<const Expression*> targets;
  TSNode right = node;
  for (; !ts_node_is_null(right) && g_.kind(right) == Node::Assignment; right = child(right, g_.right)) {
    targets.push_back(expression(child(right, g_.left), depth + 1));
  }
  const Expression* value = ts_node_is_null(right)          ? nullptr
                            : g_.kind(right) == Node::Yield ? opaque(right, depth + 1)
                                                            : expression(right, depth + 1);
  const Expression* annotation = nullptr;
  if (!ts_node_is_null(type)) {
    const std::vector<TSNode> parts = children(type);
    if (!parts.empty()) annotation = expression(parts.front(), depth + 1);
  }
  for (const Expression* target : targets) {
    Statement& made = add(Statement::Kind::Assign, node, out);
    made.target = target;
    made.annotation = annotation;
    made.value = value;
    // a = b = f() calls f once.
    const bool has_name = target->kind == Expression::Kind::Name;
    if (value != nullptr) value = has_name ? target : &add(Expression::Kind::Opaque, node);
  }
}

}  // namespace floodwall::python
