#include "frontends/python/syntax.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "frontends/python/literals.h"

extern "C" const TSLanguage* tree_sitter_python(void);

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::python {
namespace {

using host::Argument;
using host::Class;
using host::Expression;
using host::Function;
using host::Import;
using host::Parameter;
using host::Program;
using host::Statement;
using host::TextPart;
using Body = std::vector<const Statement*>;

/// The node types of tree-sitter-python that mean something to us.
enum class Node : std::uint8_t {
  Other,
  Error,
  Comment,
  Module,
  Block,
  ExpressionStatement,
  Assignment,
  AugmentedAssignment,
  If,
  Elif,
  Else,
  For,
  While,
  With,
  WithClause,
  WithItem,
  Try,
  Except,
  ExceptGroup,
  Finally,
  Return,
  Raise,
  Assert,
  Break,
  Continue,
  FunctionDefinition,
  ClassDefinition,
  DecoratedDefinition,
  Decorator,
  ImportStatement,
  ImportFrom,
  FutureImport,
  Match,
  CaseClause,
  Delete,
  Print,
  Exec,
  Pass,
  Global,
  Nonlocal,
  TypeAlias,
  String,
  ConcatenatedString,
  StringStart,
  StringEnd,
  StringContent,
  Interpolation,
  Identifier,
  Attribute,
  Call,
  ArgumentList,
  KeywordArgument,
  ListSplat,
  DictionarySplat,
  Subscript,
  List,
  Tuple,
  Set,
  ExpressionList,
  PatternList,
  TuplePattern,
  ListPattern,
  Dictionary,
  Pair,
  BinaryOperator,
  BooleanOperator,
  ComparisonOperator,
  NotOperator,
  Conditional,
  NamedExpression,
  Await,
  Parenthesized,
  AsPattern,
  Yield,
  Integer,
  Float,
  True,
  False,
  None,
  GeneratorExpression,
  ListComprehension,
  ForInClause,
  Lambda,
  DottedName,
  AliasedImport,
  Wildcard,
  DefaultParameter,
  TypedParameter,
  TypedDefaultParameter,
  ListSplatPattern,
  DictionarySplatPattern,
};

constexpr std::array node_names = std::to_array<std::pair<std::string_view, Node>>({
    {"ERROR", Node::Error},
    {"comment", Node::Comment},
    {"module", Node::Module},
    {"block", Node::Block},
    {"expression_statement", Node::ExpressionStatement},
    {"assignment", Node::Assignment},
    {"augmented_assignment", Node::AugmentedAssignment},
    {"if_statement", Node::If},
    {"elif_clause", Node::Elif},
    {"else_clause", Node::Else},
    {"for_statement", Node::For},
    {"while_statement", Node::While},
    {"with_statement", Node::With},
    {"with_clause", Node::WithClause},
    {"with_item", Node::WithItem},
    {"try_statement", Node::Try},
    {"except_clause", Node::Except},
    {"except_group_clause", Node::ExceptGroup},
    {"finally_clause", Node::Finally},
    {"return_statement", Node::Return},
    {"raise_statement", Node::Raise},
    {"assert_statement", Node::Assert},
    {"break_statement", Node::Break},
    {"continue_statement", Node::Continue},
    {"function_definition", Node::FunctionDefinition},
    {"class_definition", Node::ClassDefinition},
    {"decorated_definition", Node::DecoratedDefinition},
    {"decorator", Node::Decorator},
    {"import_statement", Node::ImportStatement},
    {"import_from_statement", Node::ImportFrom},
    {"future_import_statement", Node::FutureImport},
    {"match_statement", Node::Match},
    {"case_clause", Node::CaseClause},
    {"delete_statement", Node::Delete},
    {"print_statement", Node::Print},
    {"exec_statement", Node::Exec},
    {"pass_statement", Node::Pass},
    {"global_statement", Node::Global},
    {"nonlocal_statement", Node::Nonlocal},
    {"type_alias_statement", Node::TypeAlias},
    {"string", Node::String},
    {"concatenated_string", Node::ConcatenatedString},
    {"string_start", Node::StringStart},
    {"string_end", Node::StringEnd},
    {"string_content", Node::StringContent},
    {"interpolation", Node::Interpolation},
    {"identifier", Node::Identifier},
    {"attribute", Node::Attribute},
    {"call", Node::Call},
    {"argument_list", Node::ArgumentList},
    {"keyword_argument", Node::KeywordArgument},
    {"list_splat", Node::ListSplat},
    {"dictionary_splat", Node::DictionarySplat},
    {"subscript", Node::Subscript},
    {"list", Node::List},
    {"tuple", Node::Tuple},
    {"set", Node::Set},
    {"expression_list", Node::ExpressionList},
    {"pattern_list", Node::PatternList},
    {"tuple_pattern", Node::TuplePattern},
    {"list_pattern", Node::ListPattern},
    {"dictionary", Node::Dictionary},
    {"pair", Node::Pair},
    {"binary_operator", Node::BinaryOperator},
    {"boolean_operator", Node::BooleanOperator},
    {"comparison_operator", Node::ComparisonOperator},
    {"not_operator", Node::NotOperator},
    {"conditional_expression", Node::Conditional},
    {"named_expression", Node::NamedExpression},
    {"await", Node::Await},
    {"parenthesized_expression", Node::Parenthesized},
    {"as_pattern", Node::AsPattern},
    {"yield", Node::Yield},
    {"integer", Node::Integer},
    {"float", Node::Float},
    {"true", Node::True},
    {"false", Node::False},
    {"none", Node::None},
    {"generator_expression", Node::GeneratorExpression},
    {"list_comprehension", Node::ListComprehension},
    {"set_comprehension", Node::ListComprehension},
    {"dictionary_comprehension", Node::ListComprehension},
    {"for_in_clause", Node::ForInClause},
    {"lambda", Node::Lambda},
    {"dotted_name", Node::DottedName},
    {"aliased_import", Node::AliasedImport},
    {"wildcard_import", Node::Wildcard},
    {"default_parameter", Node::DefaultParameter},
    {"typed_parameter", Node::TypedParameter},
    {"typed_default_parameter", Node::TypedDefaultParameter},
    {"list_splat_pattern", Node::ListSplatPattern},
    {"dictionary_splat_pattern", Node::DictionarySplatPattern},
});

/// The grammar's numbers for what the code below asks for by name.
struct Grammar {
  const TSLanguage* language = tree_sitter_python();
  std::vector<Node> kinds;  ///< by symbol
  TSFieldId left = field("left"), right = field("right"), op = field("operator"), type = field("type"),
            condition = field("condition"), consequence = field("consequence"), body = field("body"),
            alternative = field("alternative"), value = field("value"), alias = field("alias"),
            name = field("name"), parameters = field("parameters"), superclasses = field("superclasses"),
            definition = field("definition"), module_name = field("module_name"), object = field("object"),
            attribute = field("attribute"), function = field("function"), arguments = field("arguments"),
            subscript = field("subscript"), key = field("key"), argument = field("argument"),
            expression = field("expression"), operators = field("operators");

  Grammar() {
    kinds.resize(ts_language_symbol_count(language), Node::Other);
    for (std::uint32_t symbol = 0; symbol < kinds.size(); ++symbol) {
      const std::string_view symbol_name = ts_language_symbol_name(language, static_cast<TSSymbol>(symbol));
      const bool is_named =
          ts_language_symbol_type(language, static_cast<TSSymbol>(symbol)) == TSSymbolTypeRegular;
      const auto known =
          std::ranges::find(node_names, symbol_name, &std::pair<std::string_view, Node>::first);
      if (is_named && known != node_names.end()) kinds[symbol] = known->second;
    }
  }

  TSFieldId field(const char* field_name) const {
    return ts_language_field_id_for_name(language, field_name,
                                         static_cast<std::uint32_t>(std::strlen(field_name)));
  }
  Node kind(TSNode node) const {
    const TSSymbol symbol = ts_node_symbol(node);
    return symbol < kinds.size() ? kinds[symbol] : Node::Error;  // ERROR has a number beyond the table
  }
};

const Grammar& grammar() {
  static const Grammar instance;
  return instance;
}

Span span_of(TSNode node) { return {ts_node_start_byte(node), ts_node_end_byte(node)}; }

/// tree-sitter-python 0.23 knows no t-strings. They read like f-strings: for the parser, and for it alone,
/// t"…" becomes f"…". Inside of another string the change does not matter: values are decoded from the file.
std::string with_template_strings_as_format(std::string_view text) {
  std::string copy(text);
  const auto is_word = [](char c) {
    return ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || c == '_' || ('0' <= c && c <= '9');
  };
  for (std::size_t i = 0; i + 1 < copy.size(); ++i) {
    if (copy[i + 1] != '"' && copy[i + 1] != '\'') continue;
    for (const std::size_t prefix_size : {1U, 2U}) {
      if (i + 1 < prefix_size) continue;
      const std::size_t begin = i + 1 - prefix_size;
      if (0 < begin && is_word(copy[begin - 1])) continue;
      for (std::size_t k = begin; k <= i; ++k) {
        const char other = prefix_size == 1 ? 'r' : static_cast<char>(copy[begin + i - k] | 0x20);
        if ((copy[k] | 0x20) == 't' && other == 'r') copy[k] = 'f';
      }
    }
  }
  return copy;
}

class Converter {
 public:
  Converter(std::string_view text, Program& program) : g_(grammar()), text_(text), program_(program) {}
  ~Converter() {
    for (TSTreeCursor& cursor : cursors_) ts_tree_cursor_delete(&cursor);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  void convert(TSNode root) { program_.body = statements(root, 0); }

 private:
  // Nodes.
  TSNode child(TSNode node, TSFieldId field) const { return ts_node_child_by_field_id(node, field); }
  std::string_view word(TSNode node) const {
    return ts_node_is_null(node) ? std::string_view() : slice(text_, span_of(node));
  }
  Span span(TSNode node) const { return span_of(node); }
  /// Calls `see(child)` for each named child that is no comment; notes the comments.
  template <class See>
  void each_child(TSNode node, const See& see) {
    // To ask for the field of the nth child costs n in a node that error recovery made; it has no fields.
    const bool has_fields = g_.kind(node) != Node::Error;
    if (cursors_.size() == nesting_) cursors_.push_back(ts_tree_cursor_new(node));
    const std::size_t own = nesting_++;  // a cursor for each level: making one costs more than moving it
    ts_tree_cursor_reset(&cursors_[own], node);
    for (bool more = ts_tree_cursor_goto_first_child(&cursors_[own]); more;
         more = ts_tree_cursor_goto_next_sibling(&cursors_[own])) {
      const TSNode current = ts_tree_cursor_current_node(&cursors_[own]);
      if (!ts_node_is_named(current)) continue;
      if (g_.kind(current) == Node::Comment) {
        program_.comments.push_back(span(current));
      } else {
        see(current, has_fields ? ts_tree_cursor_current_field_id(&cursors_[own]) : TSFieldId{0});
      }
    }
    --nesting_;
  }
  std::vector<TSNode> children(TSNode node) {
    std::vector<TSNode> all;
    each_child(node, [&](TSNode each, TSFieldId) { all.push_back(each); });
    return all;
  }

  // Statements.
  Body statements(TSNode block, int depth);
  void statement(TSNode node, int depth, Body& out);
  void if_statement(TSNode node, int depth, Body& out);
  bool is_any_case(TSNode node, int depth, Body& captured);
  void capture(TSNode pattern, int depth, Body& captured);
  void loop(TSNode node, int depth, Body& out);
  void with_statement(TSNode node, int depth, Body& out);
  void try_statement(TSNode node, int depth, Body& out);
  void assignment(TSNode node, int depth, Body& out);
  void function(TSNode node, std::vector<const Expression*> decorators, Span at, int depth, Body& out);
  void klass(TSNode node, std::vector<const Expression*> decorators, Span at, int depth, Body& out);
  void decorated(TSNode node, int depth, Body& out);
  void imports(TSNode node, Body& out);
  void import_from(TSNode node, Body& out);
  std::vector<Parameter> parameters(TSNode list, int depth);
  Statement& add(Statement::Kind kind, TSNode node, Body& out) {
    Statement& made = program_.add(Statement{.kind = kind, .at = span(node)});
    out.push_back(&made);
    return made;
  }

  // Expressions.
  const Expression* expression(TSNode node, int depth);
  Expression& add(Expression::Kind kind, TSNode node) {
    return program_.add(Expression{.kind = kind, .at = span(node)});
  }
  const Expression* sequence(Expression::Kind kind, TSNode node, int depth);
  const Expression* opaque(TSNode node, int depth);
  const Expression* scope(TSNode node, int depth);
  const Expression* comprehension(TSNode node, int depth);
  void add_bound_names(TSNode node, Expression& into, int depth);
  const Expression* call(TSNode node, int depth);
  const Expression* chain(TSNode node, Node kind, int depth);
  const Expression* comparison(TSNode node, int depth);
  const Expression* string(TSNode node, int depth);
  void add_string(TSNode node, Expression& into, int depth);
  const Expression* map(TSNode node, int depth);

  const Grammar& g_;
  std::string_view text_;
  Program& program_;
  const Class* owner_ = nullptr;
  std::vector<TSTreeCursor> cursors_;  ///< by nesting of each_child
  std::size_t nesting_ = 0;
};

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
    case Node::Global:
    case Node::Nonlocal: {
      Statement& made = add(Statement::Kind::Share, node, out);
      made.word = g_.kind(node) == Node::Global ? "global" : "nonlocal";
      made.target = sequence(Expression::Kind::Tuple, node, depth);
      break;
    }
    case Node::Pass:
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

std::vector<Parameter> Converter::parameters(TSNode list, int depth) {
  std::vector<Parameter> all;
  if (ts_node_is_null(list)) return all;
  each_child(list, [&](TSNode each, TSFieldId) {
    Parameter made;
    TSNode named = each;
    switch (g_.kind(each)) {
      case Node::TypedParameter: {
        const std::vector<TSNode> parts = children(each);
        if (!parts.empty()) named = parts.front();
        made.annotation = word(child(each, g_.type));
        break;
      }
      case Node::DefaultParameter:
      case Node::TypedDefaultParameter:
        named = child(each, g_.name);
        made.preset = expression(child(each, g_.value), depth + 1);
        made.annotation = word(child(each, g_.type));
        break;
      case Node::Identifier:
      case Node::ListSplatPattern:
      case Node::DictionarySplatPattern:
        break;
      default:  // the bare * and /
        return;
    }
    const Node kind = g_.kind(named);
    made.is_spread = kind == Node::ListSplatPattern || kind == Node::DictionarySplatPattern;
    made.name = word(named);
    while (made.name.starts_with('*')) made.name.remove_prefix(1);
    all.push_back(made);
  });
  return all;
}

void Converter::function(TSNode node, std::vector<const Expression*> decorators, Span at, int depth,
                         Body& out) {
  const TSNode name = child(node, g_.name);
  Function& made = program_.add(Function{.name = word(name), .name_at = span(name), .at = at});
  made.decorators = std::move(decorators);
  made.parameters = parameters(child(node, g_.parameters), depth);
  made.owner = owner_;
  const Class* outer = std::exchange(owner_, nullptr);
  made.body = statements(child(node, g_.body), depth + 1);
  owner_ = outer;
  add(Statement::Kind::Function, node, out).function = &made;
}

void Converter::klass(TSNode node, std::vector<const Expression*> decorators, Span at, int depth, Body& out) {
  const TSNode name = child(node, g_.name);
  Class& made = program_.add(Class{.name = word(name), .name_at = span(name), .at = at});
  made.decorators = std::move(decorators);
  made.owner = owner_;
  const TSNode bases = child(node, g_.superclasses);
  if (!ts_node_is_null(bases)) {
    each_child(bases, [&](TSNode each, TSFieldId) {
      if (g_.kind(each) == Node::KeywordArgument) {
        made.bases.push_back(
            {.name = word(child(each, g_.name)), .value = expression(child(each, g_.value), depth + 1)});
      } else {
        made.bases.push_back({.value = expression(each, depth + 1)});
      }
    });
  }
  const Class* outer = std::exchange(owner_, &made);
  made.body = statements(child(node, g_.body), depth + 1);
  owner_ = outer;
  add(Statement::Kind::Class, node, out).klass = &made;
}

void Converter::decorated(TSNode node, int depth, Body& out) {
  std::vector<const Expression*> decorators;
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) != Node::Decorator) return;
    for (const TSNode part : children(each)) decorators.push_back(expression(part, depth + 1));
  });
  const TSNode definition = child(node, g_.definition);
  if (ts_node_is_null(definition)) return;
  if (g_.kind(definition) == Node::ClassDefinition) {
    klass(definition, std::move(decorators), span(node), depth, out);
  } else if (g_.kind(definition) == Node::FunctionDefinition) {
    function(definition, std::move(decorators), span(node), depth, out);
  }
}

void Converter::imports(TSNode node, Body& out) {
  Statement& made = add(Statement::Kind::Import, node, out);
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) == Node::AliasedImport) {
      made.imports.push_back({.module = word(child(each, g_.name)), .alias = word(child(each, g_.alias))});
    } else {
      made.imports.push_back({.module = word(each)});
    }
  });
}

void Converter::import_from(TSNode node, Body& out) {
  Statement& made = add(Statement::Kind::Import, node, out);
  const std::string_view module = word(child(node, g_.module_name));
  each_child(node, [&](TSNode each, TSFieldId field) {
    if (field != g_.name && g_.kind(each) != Node::Wildcard) return;
    Import import{.module = module};
    if (g_.kind(each) == Node::AliasedImport) {
      import.name = word(child(each, g_.name));
      import.alias = word(child(each, g_.alias));
    } else {
      import.name = word(each);  // "*", too
    }
    made.imports.push_back(import);
  });
}

const Expression* Converter::opaque(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Opaque, node);
  if (depth < host::deepest_nesting) {
    each_child(node, [&](TSNode each, TSFieldId) { made.operands.push_back(expression(each, depth + 1)); });
  }
  return &made;
}

const Expression* Converter::comprehension(TSNode node, int depth) {
  const TSNode element = child(node, g_.body);
  if (host::deepest_nesting <= depth || ts_node_is_null(element) || g_.kind(element) == Node::Pair)
    return scope(node, depth);
  Expression& made = add(Expression::Kind::Comprehension, node);
  made.operands.push_back(expression(element, depth + 1));
  each_child(node, [&](TSNode each, TSFieldId field) {
    if (field == g_.body) return;
    if (g_.kind(each) == Node::ForInClause) {
      made.operands.push_back(expression(child(each, g_.left), depth + 1));
      made.operands.push_back(expression(child(each, g_.right), depth + 1));
    } else {  // if …
      made.arguments.push_back({.value = opaque(each, depth + 1)});
    }
  });
  return &made;
}

/// A comprehension of a map or a lambda: its names are its own.
const Expression* Converter::scope(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Opaque, node);
  if (host::deepest_nesting <= depth) return &made;
  each_child(node, [&](TSNode each, TSFieldId field) {
    const TSNode bound = field == g_.parameters ? each : child(each, g_.left);
    if (!ts_node_is_null(bound) && (field == g_.parameters || g_.kind(each) == Node::ForInClause))
      add_bound_names(bound, made, depth);
    if (field != g_.parameters) made.operands.push_back(expression(each, depth + 1));
  });
  return &made;
}

void Converter::add_bound_names(TSNode node, Expression& into, int depth) {
  if (g_.kind(node) == Node::Identifier) into.arguments.push_back({.name = word(node)});
  if (host::deepest_nesting <= depth) return;
  each_child(node, [&](TSNode each, TSFieldId) { add_bound_names(each, into, depth + 1); });
}

const Expression* Converter::sequence(Expression::Kind kind, TSNode node, int depth) {
  Expression& made = add(kind, node);
  each_child(node, [&](TSNode each, TSFieldId) { made.operands.push_back(expression(each, depth + 1)); });
  return &made;
}

const Expression* Converter::call(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Call, node);
  made.operands.push_back(expression(child(node, g_.function), depth + 1));
  const TSNode list = child(node, g_.arguments);
  if (ts_node_is_null(list)) return &made;
  if (g_.kind(list) != Node::ArgumentList) {  // f(x for x in y)
    made.arguments.push_back({.value = expression(list, depth + 1)});
    return &made;
  }
  each_child(list, [&](TSNode each, TSFieldId) {
    switch (g_.kind(each)) {
      case Node::KeywordArgument:
        made.arguments.push_back(
            {.name = word(child(each, g_.name)), .value = expression(child(each, g_.value), depth + 1)});
        break;
      case Node::ListSplat:
      case Node::DictionarySplat:
        for (const TSNode part : children(each)) {
          made.arguments.push_back({.value = expression(part, depth + 1), .is_spread = true});
        }
        break;
      default:
        made.arguments.push_back({.value = expression(each, depth + 1)});
        break;
    }
  });
  return &made;
}

/// a + b + c, flat: a chain may be longer than any nesting.
const Expression* Converter::chain(TSNode node, Node kind, int depth) {
  Expression& made = add(Expression::Kind::Binary, node);
  made.word = word(child(node, g_.op));
  std::vector<TSNode> right;
  TSNode left = node;
  while (g_.kind(left) == kind && word(child(left, g_.op)) == made.word) {
    right.push_back(child(left, g_.right));
    left = child(left, g_.left);
  }
  made.operands.push_back(expression(left, depth + 1));
  for (auto each = right.rbegin(); each != right.rend(); ++each)
    made.operands.push_back(expression(*each, depth + 1));
  return &made;
}

const Expression* Converter::comparison(TSNode node, int depth) {
  const std::vector<TSNode> operands = children(node);
  if (operands.size() != 2) return opaque(node, depth);
  Expression& made = add(Expression::Kind::Binary, node);
  std::uint32_t begin = ts_node_end_byte(operands[0]);
  std::uint32_t end = ts_node_start_byte(operands[1]);
  const auto is_blank = [&](std::uint32_t i) {
    return std::string_view(" \t\r\n\\()").find(text_[i]) != std::string_view::npos;
  };
  while (begin < end && is_blank(begin)) ++begin;
  while (begin < end && is_blank(end - 1)) --end;
  made.word = slice(text_, {begin, end});
  for (const TSNode operand : operands) made.operands.push_back(expression(operand, depth + 1));
  return &made;
}

void Converter::add_string(TSNode node, Expression& into, int depth) {
  StringPrefix prefix;
  Span content = span(node);
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) == Node::StringStart) {
      prefix = prefix_of(word(each));
      content.begin = ts_node_end_byte(each);
    } else if (g_.kind(each) == Node::StringEnd) {
      content.end = ts_node_start_byte(each);
    }
  });
  into.is_raw_template = into.is_raw_template || prefix.is_template;
  std::uint32_t done = content.begin;
  const auto bytes_until = [&](std::uint32_t end) {
    if (end <= done) return;
    DecodedBytes decoded = decode(text_, {done, end}, prefix);
    into.parts.push_back(
        {.bytes = std::move(decoded.bytes), .pieces = std::move(decoded.pieces), .at = {done, end}});
  };
  each_child(node, [&](TSNode each, TSFieldId) {
    if (g_.kind(each) != Node::Interpolation) return;
    bytes_until(ts_node_start_byte(each));
    done = ts_node_end_byte(each);
    TextPart part{.at = span(each)};
    std::uint32_t end = 0;
    for (const TSNode inner : children(each)) {
      if (part.inserted == nullptr) {
        part.inserted = expression(inner, depth + 1);
        end = ts_node_end_byte(inner);
      }
    }
    if (part.inserted == nullptr) part.inserted = &add(Expression::Kind::Opaque, each);
    if (end != 0 && end < part.at.end) {
      part.format = slice(text_, {end, part.at.end - 1});
      while (part.format.starts_with(' ')) part.format.remove_prefix(1);
    }
    into.parts.push_back(std::move(part));
  });
  bytes_until(content.end);
}

const Expression* Converter::string(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Text, node);
  if (g_.kind(node) == Node::String) {
    add_string(node, made, depth);
  } else {
    each_child(node, [&](TSNode each, TSFieldId) {
      if (g_.kind(each) == Node::String) add_string(each, made, depth);
    });
  }
  return &made;
}

const Expression* Converter::map(TSNode node, int depth) {
  Expression& made = add(Expression::Kind::Map, node);
  each_child(node, [&](TSNode each, TSFieldId) {
    const bool is_pair = g_.kind(each) == Node::Pair;
    made.operands.push_back(is_pair ? expression(child(each, g_.key), depth + 1) : nullptr);
    made.operands.push_back(is_pair ? expression(child(each, g_.value), depth + 1) : opaque(each, depth + 1));
  });
  return &made;
}

const Expression* Converter::expression(TSNode node, int depth) {
  if (ts_node_is_null(node)) return &program_.add(Expression{});
  if (host::deepest_nesting < depth) return &add(Expression::Kind::Opaque, node);
  switch (g_.kind(node)) {
    case Node::String:
    case Node::ConcatenatedString:
      return string(node, depth);
    case Node::Identifier: {
      Expression& made = add(Expression::Kind::Name, node);
      made.word = word(node);
      return &made;
    }
    case Node::Integer:
    case Node::Float: {
      Expression& made = add(Expression::Kind::Number, node);
      made.word = word(node);
      return &made;
    }
    case Node::True:
    case Node::False: {
      Expression& made = add(Expression::Kind::Boolean, node);
      made.word = word(node);
      return &made;
    }
    case Node::None:
      return &add(Expression::Kind::Nothing, node);
    case Node::Attribute: {
      Expression& made = add(Expression::Kind::Member, node);
      made.operands.push_back(expression(child(node, g_.object), depth + 1));
      made.word = word(child(node, g_.attribute));
      return &made;
    }
    case Node::Call:
      return call(node, depth);
    case Node::Subscript: {
      Expression& made = add(Expression::Kind::Index, node);
      made.operands.push_back(expression(child(node, g_.value), depth + 1));
      made.operands.push_back(expression(child(node, g_.subscript), depth + 1));
      return &made;
    }
    case Node::List:
    case Node::ListPattern:
    case Node::Set:
      return sequence(Expression::Kind::List, node, depth);
    case Node::Tuple:
    case Node::TuplePattern:
    case Node::ExpressionList:
    case Node::PatternList:
      return sequence(Expression::Kind::Tuple, node, depth);
    case Node::Dictionary:
      return map(node, depth);
    case Node::BinaryOperator:
    case Node::BooleanOperator:
      return chain(node, g_.kind(node), depth);
    case Node::ComparisonOperator:
      return comparison(node, depth);
    case Node::NotOperator: {
      Expression& made = add(Expression::Kind::Not, node);
      made.operands.push_back(expression(child(node, g_.argument), depth + 1));
      return &made;
    }
    case Node::Conditional: {
      const std::vector<TSNode> parts = children(node);
      if (parts.size() != 3) return opaque(node, depth);
      Expression& made = add(Expression::Kind::Choice, node);
      made.operands = {expression(parts[1], depth + 1), expression(parts[0], depth + 1),
                       expression(parts[2], depth + 1)};
      return &made;
    }
    case Node::NamedExpression: {
      Expression& made = add(Expression::Kind::Binding, node);
      made.word = word(child(node, g_.name));
      made.operands.push_back(expression(child(node, g_.value), depth + 1));
      return &made;
    }
    case Node::Await:
    case Node::Parenthesized: {
      const std::vector<TSNode> parts = children(node);
      return parts.size() == 1 ? expression(parts.front(), depth + 1) : opaque(node, depth);
    }
    case Node::GeneratorExpression:
    case Node::ListComprehension:
      return comprehension(node, depth);
    case Node::Lambda:
      return scope(node, depth);
    default:
      return opaque(node, depth);
  }
}

/// Every comment, also where nobody looks for statements: `def f():  # floodwall: ignore …`.
void add_comments(TSNode root, std::vector<Span>& comments) {
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  bool is_done = false;
  while (!is_done) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    if (grammar().kind(node) == Node::Comment) comments.push_back(span_of(node));
    if (ts_tree_cursor_goto_first_child(&cursor)) continue;
    while (!is_done && !ts_tree_cursor_goto_next_sibling(&cursor))
      is_done = !ts_tree_cursor_goto_parent(&cursor);
  }
  ts_tree_cursor_delete(&cursor);
}

struct FreeParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct FreeTree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using Tree = std::unique_ptr<TSTree, FreeTree>;

/// tree-sitter 0.20 counts a node's children in 16 bits and frees the wrong bytes where there are more. Only
/// error recovery makes such nodes, of what is open at the end of a file: 100,000 parentheses, a line of as
/// many words. No program is like that.
bool can_be_parsed(std::string_view text) {
  constexpr std::size_t most = 20000;
  std::size_t depth = 0;
  std::size_t words = 0;
  bool in_word = false;
  for (const char c : text) {
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ')' || c == ']' || c == '}') && depth != 0) --depth;
    const bool is_word = ('a' <= (c | 0x20) && (c | 0x20) <= 'z') || ('0' <= c && c <= '9') || c == '_';
    if (is_word && !in_word) ++words;
    if (!is_word && c != ' ' && c != '\t') words = 0;
    in_word = is_word;
    if (most < depth || most < words) return false;
  }
  return true;
}

/// Whether a tree has no such node all the same: the size of its parents would be wrong, too.
bool is_sound(const Tree& tree, std::string_view text) {
  constexpr std::size_t most_children = 65000;
  const TSNode root = ts_tree_root_node(tree.get());
  if (text.size() < most_children || !ts_node_has_error(root)) return true;
  const std::size_t last = text.find_last_not_of(" \t\r\n\f\\");
  return last == std::string_view::npos || last < ts_node_end_byte(root);
}

}  // namespace

Program parse(std::string_view text) {
  Program program;
  program.text = text;
  if (!can_be_parsed(text)) return program;
  const std::unique_ptr<TSParser, FreeParser> parser(ts_parser_new());
  if (!ts_parser_set_language(parser.get(), grammar().language)) return program;
  const std::string readable = with_template_strings_as_format(text);
  Tree tree(ts_parser_parse_string(parser.get(), nullptr, readable.data(),
                                   static_cast<std::uint32_t>(readable.size())));
  if (tree == nullptr) return program;
  if (!is_sound(tree, readable)) {
    static_cast<void>(tree.release());  // cannot be freed
    return program;
  }
  Converter(text, program).convert(ts_tree_root_node(tree.get()));
  // The walk over all nodes is for those who ask for silence; other comments stand between statements.
  if (text.find("ignore") != std::string_view::npos)
    add_comments(ts_tree_root_node(tree.get()), program.comments);
  std::ranges::sort(program.comments, {}, &Span::begin);
  const auto repeated = std::ranges::unique(program.comments);
  program.comments.erase(repeated.begin(), repeated.end());
  return program;
}

}  // namespace floodwall::python
