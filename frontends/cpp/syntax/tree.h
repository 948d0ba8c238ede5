#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall::cpp {

/// The node types of tree-sitter-cpp that mean something to us.
enum class Node : std::uint8_t {
  Other,
  Token,  ///< an operator, or what else has a field and no name
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

/// What a node is to its parent.
enum class Field : std::uint8_t {
  None,
  Declarator,
  Value,
  Type,
  Name,
  Body,
  Parameters,
  Condition,
  Consequence,
  Alternative,
  Left,
  Right,
  Operator,
  Argument,
  Field,
  Function,
  Arguments,
  Indices,
  Initializer,
  Update,
  Label,
  Path,
  Scope,
  DefaultValue,
  Designator,
  Captures,
};

/// A piece of a file's syntax. Only what has a name in tree-sitter's grammar is a node, and operators;
/// comments are none.
struct TreeNode {
  Node kind = Node::Other;
  Field field = Field::None;
  Span at = {};
  TreeNode* first = nullptr;  ///< child
  TreeNode* next = nullptr;   ///< sibling
};

/// Owns the nodes of one file, which live as long as it does.
class Tree {
 public:
  TreeNode* add(Node kind, Span at) {
    if (used_ == chunk_size) {
      chunks_.push_back(std::make_unique<Chunk>());
      used_ = 0;
    }
    TreeNode* made = &(*chunks_.back())[used_++];
    made->kind = kind;
    made->at = at;
    return made;
  }

 private:
  static constexpr std::size_t chunk_size = 1024;
  using Chunk = std::array<TreeNode, chunk_size>;
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t used_ = chunk_size;
};

/// Nothing for a node that is not there.
inline Span span_of(const TreeNode* node) { return node == nullptr ? Span{} : node->at; }

/// The first child with that field; nullptr: there is none, or no node.
inline const TreeNode* child_of(const TreeNode* node, Field field) {
  if (node == nullptr) return nullptr;
  for (const TreeNode* each = node->first; each != nullptr; each = each->next) {
    if (each->field == field) return each;
  }
  return nullptr;
}

}  // namespace floodwall::cpp
