#include "frontends/python/syntax/grammar.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

extern "C" const TSLanguage* tree_sitter_python(void);

namespace floodwall::python {
namespace {

constexpr std::array node_names = std::to_array<std::pair<std::string_view, Node>>({
    {"ERROR", Node::Error},
    {"comment", Node::Comment},
    {"line_continuation", Node::LineContinuation},
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

}  // namespace

Grammar::Grammar() : language(tree_sitter_python()) {
  kinds.resize(ts_language_symbol_count(language), Node::Other);
  for (std::uint32_t symbol = 0; symbol < kinds.size(); ++symbol) {
    const std::string_view symbol_name = ts_language_symbol_name(language, static_cast<TSSymbol>(symbol));
    const bool is_named =
        ts_language_symbol_type(language, static_cast<TSSymbol>(symbol)) == TSSymbolTypeRegular;
    const auto known = std::ranges::find(node_names, symbol_name, &std::pair<std::string_view, Node>::first);
    if (is_named && known != node_names.end()) kinds[symbol] = known->second;
  }
}

const Grammar& grammar() {
  static const Grammar instance;
  return instance;
}

}  // namespace floodwall::python
