#include "frontends/cpp/syntax/grammar.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

extern "C" const TSLanguage* tree_sitter_cpp(void);

namespace floodwall::cpp {
namespace {

constexpr std::array node_names = std::to_array<std::pair<std::string_view, Node>>({
    {"ERROR", Node::Error},
    {"comment", Node::Comment},
    {"translation_unit", Node::TranslationUnit},
    {"declaration", Node::Declaration},
    {"field_declaration", Node::FieldDeclaration},
    {"init_declarator", Node::InitDeclarator},
    {"function_definition", Node::FunctionDefinition},
    {"function_declarator", Node::FunctionDeclarator},
    {"pointer_declarator", Node::PointerDeclarator},
    {"reference_declarator", Node::ReferenceDeclarator},
    {"array_declarator", Node::ArrayDeclarator},
    {"parenthesized_declarator", Node::ParenthesizedDeclarator},
    {"attributed_declarator", Node::AttributedDeclarator},
    {"parameter_list", Node::ParameterList},
    {"parameter_declaration", Node::ParameterDeclaration},
    {"optional_parameter_declaration", Node::OptionalParameterDeclaration},
    {"variadic_parameter_declaration", Node::VariadicParameterDeclaration},
    {"variadic_declarator", Node::VariadicDeclarator},
    {"compound_statement", Node::CompoundStatement},
    {"expression_statement", Node::ExpressionStatement},
    {"if_statement", Node::IfStatement},
    {"else_clause", Node::ElseClause},
    {"condition_clause", Node::ConditionClause},
    {"init_statement", Node::InitStatement},
    {"for_statement", Node::ForStatement},
    {"for_range_loop", Node::ForRangeLoop},
    {"while_statement", Node::WhileStatement},
    {"do_statement", Node::DoStatement},
    {"switch_statement", Node::SwitchStatement},
    {"case_statement", Node::CaseStatement},
    {"return_statement", Node::ReturnStatement},
    {"co_return_statement", Node::CoReturnStatement},
    {"co_yield_statement", Node::CoYieldStatement},
    {"throw_statement", Node::ThrowStatement},
    {"try_statement", Node::TryStatement},
    {"catch_clause", Node::CatchClause},
    {"seh_try_statement", Node::SehTryStatement},
    {"break_statement", Node::BreakStatement},
    {"continue_statement", Node::ContinueStatement},
    {"goto_statement", Node::GotoStatement},
    {"labeled_statement", Node::LabeledStatement},
    {"attributed_statement", Node::AttributedStatement},
    {"class_specifier", Node::ClassSpecifier},
    {"struct_specifier", Node::StructSpecifier},
    {"union_specifier", Node::UnionSpecifier},
    {"enum_specifier", Node::EnumSpecifier},
    {"enumerator_list", Node::EnumeratorList},
    {"enumerator", Node::Enumerator},
    {"base_class_clause", Node::BaseClassClause},
    {"field_declaration_list", Node::FieldDeclarationList},
    {"field_initializer_list", Node::FieldInitializerList},
    {"field_initializer", Node::FieldInitializer},
    {"declaration_list", Node::DeclarationList},
    {"namespace_definition", Node::NamespaceDefinition},
    {"linkage_specification", Node::LinkageSpecification},
    {"template_declaration", Node::TemplateDeclaration},
    {"type_definition", Node::TypeDefinition},
    {"preproc_def", Node::PreprocDef},
    {"preproc_function_def", Node::PreprocFunctionDef},
    {"preproc_params", Node::PreprocParams},
    {"preproc_include", Node::PreprocInclude},
    {"preproc_if", Node::PreprocIf},
    {"preproc_ifdef", Node::PreprocIfdef},
    {"preproc_else", Node::PreprocElse},
    {"preproc_elif", Node::PreprocElif},
    {"preproc_elifdef", Node::PreprocElifdef},
    {"string_literal", Node::StringLiteral},
    {"raw_string_literal", Node::RawStringLiteral},
    {"system_lib_string", Node::SystemLibString},
    {"concatenated_string", Node::ConcatenatedString},
    {"user_defined_literal", Node::UserDefinedLiteral},
    {"char_literal", Node::CharLiteral},
    {"number_literal", Node::NumberLiteral},
    {"true", Node::True},
    {"false", Node::False},
    {"null", Node::Null},
    {"this", Node::This},
    {"identifier", Node::Identifier},
    {"field_identifier", Node::FieldIdentifier},
    {"type_identifier", Node::TypeIdentifier},
    {"namespace_identifier", Node::NamespaceIdentifier},
    {"qualified_identifier", Node::QualifiedIdentifier},
    {"template_function", Node::TemplateFunction},
    {"template_method", Node::TemplateMethod},
    {"template_type", Node::TemplateType},
    {"dependent_name", Node::DependentName},
    {"destructor_name", Node::DestructorName},
    {"operator_name", Node::OperatorName},
    {"operator_cast", Node::OperatorCast},
    {"primitive_type", Node::PrimitiveType},
    {"sized_type_specifier", Node::SizedTypeSpecifier},
    {"placeholder_type_specifier", Node::PlaceholderTypeSpecifier},
    {"type_descriptor", Node::TypeDescriptor},
    {"type_qualifier", Node::TypeQualifier},
    {"storage_class_specifier", Node::StorageClassSpecifier},
    {"call_expression", Node::CallExpression},
    {"argument_list", Node::ArgumentList},
    {"field_expression", Node::FieldExpression},
    {"subscript_expression", Node::SubscriptExpression},
    {"subscript_argument_list", Node::SubscriptArgumentList},
    {"binary_expression", Node::BinaryExpression},
    {"unary_expression", Node::UnaryExpression},
    {"pointer_expression", Node::PointerExpression},
    {"update_expression", Node::UpdateExpression},
    {"cast_expression", Node::CastExpression},
    {"parenthesized_expression", Node::ParenthesizedExpression},
    {"conditional_expression", Node::ConditionalExpression},
    {"assignment_expression", Node::AssignmentExpression},
    {"comma_expression", Node::CommaExpression},
    {"compound_literal_expression", Node::CompoundLiteralExpression},
    {"initializer_list", Node::InitializerList},
    {"initializer_pair", Node::InitializerPair},
    {"field_designator", Node::FieldDesignator},
    {"new_expression", Node::NewExpression},
    {"delete_expression", Node::DeleteExpression},
    {"lambda_expression", Node::LambdaExpression},
    {"co_await_expression", Node::CoAwaitExpression},
    {"structured_binding_declarator", Node::StructuredBindingDeclarator},
    {"attribute_declaration", Node::AttributeDeclaration},
    {"parameter_pack_expansion", Node::ParameterPackExpansion},
    {"static_assert_declaration", Node::StaticAssertDeclaration},
});

constexpr std::array field_names = std::to_array<std::pair<const char*, Field>>({
    {"declarator", Field::Declarator},
    {"value", Field::Value},
    {"type", Field::Type},
    {"name", Field::Name},
    {"body", Field::Body},
    {"parameters", Field::Parameters},
    {"condition", Field::Condition},
    {"consequence", Field::Consequence},
    {"alternative", Field::Alternative},
    {"left", Field::Left},
    {"right", Field::Right},
    {"operator", Field::Operator},
    {"argument", Field::Argument},
    {"field", Field::Field},
    {"function", Field::Function},
    {"arguments", Field::Arguments},
    {"indices", Field::Indices},
    {"initializer", Field::Initializer},
    {"update", Field::Update},
    {"label", Field::Label},
    {"path", Field::Path},
    {"scope", Field::Scope},
    {"default_value", Field::DefaultValue},
    {"designator", Field::Designator},
    {"captures", Field::Captures},
});

}  // namespace

Grammar::Grammar() : language(tree_sitter_cpp()) {
  kinds.resize(ts_language_symbol_count(language), Node::Other);
  for (std::uint32_t symbol = 0; symbol < kinds.size(); ++symbol) {
    const std::string_view symbol_name = ts_language_symbol_name(language, static_cast<TSSymbol>(symbol));
    const bool is_named =
        ts_language_symbol_type(language, static_cast<TSSymbol>(symbol)) == TSSymbolTypeRegular;
    const auto known = std::ranges::find(node_names, symbol_name, &std::pair<std::string_view, Node>::first);
    if (is_named && known != node_names.end()) kinds[symbol] = known->second;
  }
  fields.resize(ts_language_field_count(language) + 1, Field::None);
  for (const auto& [field_name, field] : field_names)
    fields[ts_language_field_id_for_name(language, field_name,
                                         static_cast<std::uint32_t>(std::strlen(field_name)))] = field;
}

const Grammar& grammar() {
  static const Grammar instance;
  return instance;
}

}  // namespace floodwall::cpp
