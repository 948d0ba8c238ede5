#include "frontends/cpp/semantic/texts.h"

#include <string_view>

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

clang::CharSourceRange range_of(const clang::StringLiteral& literal) {
  return clang::CharSourceRange::getTokenRange(literal.getSourceRange());
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
  return initial == nullptr ? std::nullopt : text_of(initial, context, depth + 1);
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
  ConstantText known = {*text, {}};
  clang::Expr::EvalResult result;
  if (!read.EvaluateAsRValue(result, context) || !result.Val.isLValue()) return known;
  const auto* base = result.Val.getLValueBase().dyn_cast<const clang::Expr*>();
  const auto* literal = base == nullptr ? nullptr : llvm::dyn_cast<clang::StringLiteral>(base);
  if (literal != nullptr && result.Val.getLValueOffset().isZero()) known.written = range_of(*literal);
  return known;
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
