#pragma once
#include <tree_sitter/api.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall::python {

/// The node types of tree-sitter-python that mean something to us.
enum class Node : std::uint8_t {
  Other,
  Error,
  Comment,
  LineContinuation,
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

/// The grammar's numbers for what the code below asks for by name.
struct Grammar {
  const TSLanguage* language;
  std::vector<Node> kinds;  ///< by symbol
  TSFieldId left = field("left"), right = field("right"), op = field("operator"), type = field("type"),
            condition = field("condition"), consequence = field("consequence"), body = field("body"),
            alternative = field("alternative"), value = field("value"), alias = field("alias"),
            name = field("name"), parameters = field("parameters"), superclasses = field("superclasses"),
            definition = field("definition"), module_name = field("module_name"), object = field("object"),
            attribute = field("attribute"), function = field("function"), arguments = field("arguments"),
            subscript = field("subscript"), key = field("key"), argument = field("argument"),
            expression = field("expression"), operators = field("operators");

  Grammar();

  TSFieldId field(const char* field_name) const {
    return ts_language_field_id_for_name(language, field_name,
                                         static_cast<std::uint32_t>(std::strlen(field_name)));
  }
  Node kind(TSNode node) const {
    const TSSymbol symbol = ts_node_symbol(node);
    return symbol < kinds.size() ? kinds[symbol] : Node::Error;  // ERROR has a number beyond the table
  }
};

/// The only one; made when it is first asked for.
const Grammar& grammar();

inline Span span_of(TSNode node) { return {ts_node_start_byte(node), ts_node_end_byte(node)}; }

}  // namespace floodwall::python
