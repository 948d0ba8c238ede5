#pragma once
#include <optional>
#include <string>

#include <clang/AST/ASTContext.h>
#include <clang/AST/Expr.h>

#include "frontends/cpp/semantic/collector.h"

namespace floodwall::cpp {

struct ConstantText {
  std::string bytes;
  clang::CharSourceRange written;  ///< the literal that it is; invalid: it is none
};

/// The text that a constant always has: an array, a pointer, a string_view or a string that nobody can
/// change.
std::optional<ConstantText> constant_text(const clang::DeclRefExpr& name, const clang::ASTContext& context);
/// The same of an element or a member of a constant, which `read` reads.
std::optional<ConstantText> element_text(const clang::ImplicitCastExpr& read, clang::ASTContext& context);
/// The same of what a constexpr function makes of constants.
std::optional<ConstantText> computed_text(const clang::CallExpr& call, clang::ASTContext& context);

/// What macros put into a literal, told at the macros' places. What stands in a macro's arguments is there
/// for everybody to see and is not told.
void add_macro_texts(const clang::StringLiteral& literal, Collector& collector);

}  // namespace floodwall::cpp
