#pragma once
#include <tree_sitter/api.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall::cpp {

/// The node types of tree-sitter-cpp that mean something to us.
enum class Node : std::uint8_t {
  Other,
  Error,
  Comment,
  TranslationUnit,
  Declaration,
  FieldDeclaration,
  InitDeclarator,
  FunctionDefinition,
  FunctionDeclarator,
  PointerDeclarator,
  ReferenceDeclarator,
  ArrayDeclarator,
  ParenthesizedDeclarator,
  AttributedDeclarator,
  ParameterList,
  ParameterDeclaration,
  OptionalParameterDeclaration,
  VariadicParameterDeclaration,
  VariadicDeclarator,
  CompoundStatement,
  ExpressionStatement,
  IfStatement,
  ElseClause,
  ConditionClause,
  InitStatement,
  ForStatement,
  ForRangeLoop,
  WhileStatement,
  DoStatement,
  SwitchStatement,
  CaseStatement,
  ReturnStatement,
  CoReturnStatement,
  CoYieldStatement,
  ThrowStatement,
  TryStatement,
  CatchClause,
  SehTryStatement,
  BreakStatement,
  ContinueStatement,
  GotoStatement,
  LabeledStatement,
  AttributedStatement,
  ClassSpecifier,
  StructSpecifier,
  UnionSpecifier,
  EnumSpecifier,
  EnumeratorList,
  Enumerator,
  BaseClassClause,
  FieldDeclarationList,
  FieldInitializerList,
  FieldInitializer,
  DeclarationList,
  NamespaceDefinition,
  LinkageSpecification,
  TemplateDeclaration,
  TypeDefinition,
  PreprocDef,
  PreprocFunctionDef,
  PreprocParams,
  PreprocInclude,
  PreprocIf,
  PreprocIfdef,
  PreprocElse,
  PreprocElif,
  PreprocElifdef,
  StringLiteral,
  RawStringLiteral,
  SystemLibString,
  ConcatenatedString,
  UserDefinedLiteral,
  CharLiteral,
  NumberLiteral,
  True,
  False,
  Null,
  This,
  Identifier,
  FieldIdentifier,
  TypeIdentifier,
  NamespaceIdentifier,
  QualifiedIdentifier,
  TemplateFunction,
  TemplateMethod,
  TemplateType,
  DependentName,
  DestructorName,
  OperatorName,
  OperatorCast,
  PrimitiveType,
  SizedTypeSpecifier,
  PlaceholderTypeSpecifier,
  TypeDescriptor,
  TypeQualifier,
  StorageClassSpecifier,
  CallExpression,
  ArgumentList,
  FieldExpression,
  SubscriptExpression,
  SubscriptArgumentList,
  BinaryExpression,
  UnaryExpression,
  PointerExpression,
  UpdateExpression,
  CastExpression,
  ParenthesizedExpression,
  ConditionalExpression,
  AssignmentExpression,
  CommaExpression,
  CompoundLiteralExpression,
  InitializerList,
  InitializerPair,
  FieldDesignator,
  NewExpression,
  DeleteExpression,
  LambdaExpression,
  CoAwaitExpression,
  StructuredBindingDeclarator,
  AttributeDeclaration,
  ParameterPackExpansion,
  StaticAssertDeclaration,
};

/// The grammar's numbers for what the code below asks for by name.
struct Grammar {
  const TSLanguage* language;
  std::vector<Node> kinds;  ///< by symbol
  TSFieldId declarator = field("declarator"), value = field("value"), type = field("type"),
            name = field("name"), body = field("body"), parameters = field("parameters"),
            condition = field("condition"), consequence = field("consequence"),
            alternative = field("alternative"), left = field("left"), right = field("right"),
            op = field("operator"), argument = field("argument"), member = field("field"),
            function = field("function"), arguments = field("arguments"), indices = field("indices"),
            initializer = field("initializer"), update = field("update"), label = field("label"),
            path = field("path"), scope = field("scope"), preset = field("default_value"),
            designator = field("designator"), captures = field("captures");

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

/// Nothing for a node that is not there.
inline Span span_of(TSNode node) {
  return ts_node_is_null(node) ? Span{} : Span{ts_node_start_byte(node), ts_node_end_byte(node)};
}

}  // namespace floodwall::cpp
