#include "frontends/cpp/semantic/texts.h"

#include <cstdint>
#include <string_view>
#include <utility>

#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprCXX.h>
#include <clang/Lex/Lexer.h>
#include <clang/Lex/LiteralSupport.h>
#include <clang/Lex/Preprocessor.h>

namespace floodwall::cpp {
namespace {

constexpr int deepest = 8;
constexpr std::size_t longest = 1 << 20;

bool has_plain_bytes(const clang::StringLiteral& literal) { return literal.isOrdinary() || literal.isUTF8(); }

bool is_char_pointer(clang::QualType type) {
  return type->isPointerType() && type->getPointeeType()->isAnyCharacterType();
}

bool is_view(clang::QualType type) {
  const clang::CXXRecordDecl* record = type->getAsCXXRecordDecl();
  return record != nullptr && record->getIdentifier() != nullptr && record->getName().ends_with("view");
}

clang::CharSourceRange range_of(const clang::StringLiteral& literal) {
  return clang::CharSourceRange::getTokenRange(literal.getSourceRange());
}

/// A pointer to the first byte of a literal, or a view: such a pointer and a number of bytes.
std::optional<ConstantText> text_of_value(const clang::APValue& value) {
  if (value.isLValue()) {
    const auto* base = value.getLValueBase().dyn_cast<const clang::Expr*>();
    const auto* literal = base == nullptr ? nullptr : llvm::dyn_cast<clang::StringLiteral>(base);
    if (literal == nullptr || !has_plain_bytes(*literal) || !value.getLValueOffset().isZero())
      return std::nullopt;
    return ConstantText{literal->getBytes().str(), range_of(*literal)};
  }
  if (!value.isStruct() || value.getStructNumFields() != 2 || value.getStructNumBases() != 0)
    return std::nullopt;
  const clang::APValue* size = &value.getStructField(0);
  const clang::APValue* first = &value.getStructField(1);
  if (!size->isInt()) std::swap(size, first);
  std::optional<ConstantText> text =
      size->isInt() && first->isLValue() ? text_of_value(*first) : std::nullopt;
  if (!text) return std::nullopt;
  const std::uint64_t length = size->getInt().getLimitedValue();
  if (text->bytes.size() < length) return std::nullopt;
  if (length != text->bytes.size()) *text = {text->bytes.substr(0, length), {}};
  return text;
}

std::optional<ConstantText> text_of(const clang::Expr* expression, const clang::ASTContext& context,
                                    int depth);

std::optional<ConstantText> text_of_variable(const clang::VarDecl& variable, const clang::ASTContext& context,
                                             int depth) {
  if (llvm::isa<clang::ParmVarDecl>(variable)) return std::nullopt;
  const clang::QualType type = variable.getType();
  const bool is_const = variable.isConstexpr() || type.isConstQualified() ||
                        (type->isArrayType() && context.getBaseElementType(type).isConstQualified());
  if (!is_const || type->isDependentType()) return std::nullopt;
  const clang::Expr* initial = variable.getAnyInitializer();
  if (initial == nullptr) return std::nullopt;
  if (std::optional<ConstantText> text = text_of(initial, context, depth + 1)) return text;
  if (!variable.isConstexpr() || initial->isValueDependent() || type->isArrayType()) return std::nullopt;
  const clang::APValue* value = variable.evaluateValue();
  return value == nullptr ? std::nullopt : text_of_value(*value);
}

std::optional<ConstantText> text_of(const clang::Expr* expression, const clang::ASTContext& context,
                                    int depth) {
  if (depth == deepest || expression->isValueDependent()) return std::nullopt;
  expression = expression->IgnoreImplicit()->IgnoreParenCasts()->IgnoreImplicit();
  if (const auto* literal = llvm::dyn_cast<clang::StringLiteral>(expression)) {
    if (!has_plain_bytes(*literal)) return std::nullopt;
    return ConstantText{literal->getBytes().str(), range_of(*literal)};
  }
  if (const auto* name = llvm::dyn_cast<clang::DeclRefExpr>(expression)) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(name->getDecl());
    return variable == nullptr ? std::nullopt : text_of_variable(*variable, context, depth);
  }
  if (const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(expression)) {
    // A string, a string_view, a QString of a literal; a copy of one. Further arguments say how much of it.
    if (made->getNumArgs() == 0) return std::nullopt;
    for (unsigned i = 1; i < made->getNumArgs(); ++i) {
      if (!llvm::isa<clang::CXXDefaultArgExpr>(made->getArg(i))) return std::nullopt;
    }
    return text_of(made->getArg(0), context, depth + 1);
  }
  return std::nullopt;
}

/// The bytes of one token of a literal.
std::optional<std::string> bytes_of(clang::SourceLocation token_at, Collector& collector) {
  clang::Token token;
  if (clang::Lexer::getRawToken(token_at, token, collector.sources(), collector.language()))
    return std::nullopt;
  if (!clang::tok::isStringLiteral(token.getKind())) return std::nullopt;
  clang::StringLiteralParser parser(token, collector.preprocessor());
  if (parser.hadError) return std::nullopt;
  return parser.GetString().str();
}

/// Where a macro's text is written, if it is the same wherever the macro stands: invalid for one with
/// parameters, and if the text begins and ends in different macros.
clang::CharSourceRange range_in_macro(clang::SourceLocation first, clang::SourceLocation last,
                                      const clang::SourceManager& sources) {
  const clang::FileID macro = sources.getFileID(first);
  const clang::SrcMgr::ExpansionInfo& expansion = sources.getSLocEntry(macro).getExpansion();
  if (macro != sources.getFileID(last) || expansion.isFunctionMacroExpansion()) return {};
  return clang::CharSourceRange::getTokenRange(sources.getSpellingLoc(first), sources.getSpellingLoc(last));
}

}  // namespace

std::optional<ConstantText> constant_text(const clang::DeclRefExpr& name, const clang::ASTContext& context) {
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(name.getDecl());
  if (variable == nullptr) return std::nullopt;
  const clang::QualType type = variable->getType();
  const bool may_be_text = is_char_pointer(type) || type->isRecordType() ||
                           (type->isArrayType() && context.getBaseElementType(type)->isAnyCharacterType());
  return may_be_text ? text_of_variable(*variable, context, 0) : std::nullopt;
}

std::optional<ConstantText> element_text(const clang::ImplicitCastExpr& read, clang::ASTContext& context) {
  if (read.isValueDependent() || !is_char_pointer(read.getType())) return std::nullopt;
  const std::optional<std::string> text = read.tryEvaluateString(context);
  if (!text || longest < text->size()) return std::nullopt;
  clang::Expr::EvalResult result;
  const bool is_known = read.EvaluateAsRValue(result, context) && !result.HasSideEffects;
  const std::optional<ConstantText> literal = is_known ? text_of_value(result.Val) : std::nullopt;
  return literal && literal->bytes == *text ? literal : ConstantText{*text, {}};
}

std::optional<ConstantText> computed_text(const clang::CallExpr& call, clang::ASTContext& context) {
  const clang::FunctionDecl* function = call.getDirectCallee();
  const bool may_be_text = is_char_pointer(call.getType()) || is_view(call.getType());
  if (function == nullptr || !function->isConstexpr() || call.isValueDependent() || !may_be_text)
    return std::nullopt;
  clang::Expr::EvalResult result;
  if (!call.EvaluateAsRValue(result, context) || result.HasSideEffects) return std::nullopt;
  return text_of_value(result.Val);
}

void add_macro_texts(const clang::StringLiteral& literal, Collector& collector) {
  if (!has_plain_bytes(literal)) return;
  const clang::SourceManager& sources = collector.sources();
  std::string bytes;
  for (unsigned i = 0; i < literal.getNumConcatenated();) {
    const clang::SourceLocation first = literal.getStrTokenLoc(i);
    if (!first.isMacroID() || sources.isMacroArgExpansion(first)) {
      ++i;
      continue;
    }
    // All tokens that the same macro has put there.
    const clang::CharSourceRange at = sources.getExpansionRange(first);
    clang::SourceLocation last = first;
    bool is_known = true;
    bytes.clear();
    for (; i < literal.getNumConcatenated(); ++i) {
      const clang::SourceLocation token = literal.getStrTokenLoc(i);
      if (!token.isMacroID() || sources.getExpansionRange(token).getBegin() != at.getBegin()) break;
      const std::optional<std::string> of_token = bytes_of(sources.getSpellingLoc(token), collector);
      is_known = is_known && of_token;
      if (of_token) bytes += *of_token;
      last = token;
    }
    const bool is_whole = clang::Lexer::isAtStartOfMacroExpansion(first, sources, collector.language()) &&
                          clang::Lexer::isAtEndOfMacroExpansion(last, sources, collector.language());
    if (!is_known || !is_whole) continue;
    collector.add_text(at, bytes, range_in_macro(first, last, sources));
  }
}

}  // namespace floodwall::cpp
