#include "frontends/cpp/semantic/visitor.h"

#include <optional>
#include <string>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/RecursiveASTVisitor.h>

#include "frontends/cpp/semantic/texts.h"

namespace floodwall::cpp {
namespace {

/// The class of an object or of what it points to; nullptr if it is none, or not known yet (a template's
/// parameter).
const clang::CXXRecordDecl* class_of(const clang::Expr& object) {
  clang::QualType type = object.getType();
  if (type->isPointerType()) type = type->getPointeeType();
  return type.getNonReferenceType()->getAsCXXRecordDecl();
}

class Visitor : public clang::RecursiveASTVisitor<Visitor> {
 public:
  explicit Visitor(Collector& collector) : collector_(collector) {}

  bool VisitCXXMemberCallExpr(clang::CXXMemberCallExpr* call) {
    const auto* member = llvm::dyn_cast<clang::MemberExpr>(call->getCallee()->IgnoreParenImpCasts());
    if (member == nullptr || member->isImplicitAccess()) return true;
    const clang::Expr* object = member->getBase()->IgnoreParenImpCasts();
    const clang::CXXRecordDecl* type = class_of(*object);
    // `->` of a smart pointer: the user sees the pointer.
    if (const auto* arrow = llvm::dyn_cast<clang::CXXOperatorCallExpr>(object);
        arrow != nullptr && arrow->getOperator() == clang::OO_Arrow)
      object = arrow->getArg(0)->IgnoreParenImpCasts();
    if (type != nullptr) collector_.add_object(*object, *type);
    return true;
  }

  /// `session << "SELECT …"`: the first object of a chain.
  bool VisitCXXOperatorCallExpr(clang::CXXOperatorCallExpr* call) {
    if (call->getOperator() != clang::OO_LessLess || call->getNumArgs() == 0) return true;
    const clang::Expr* object = call->getArg(0)->IgnoreParenImpCasts();
    const auto* left = llvm::dyn_cast<clang::CXXOperatorCallExpr>(object);
    if (left != nullptr && left->getOperator() == clang::OO_LessLess) return true;
    if (const clang::CXXRecordDecl* type = class_of(*object)) collector_.add_object(*object, *type);
    return true;
  }

  bool VisitDeclRefExpr(clang::DeclRefExpr* name) {
    if (const std::optional<ConstantText> text = constant_text(*name, collector_.context()))
      collector_.add_text(clang::CharSourceRange::getTokenRange(name->getSourceRange()), text->bytes,
                          text->written);
    return true;
  }

  /// `queries[FIND].text`: an element or a member that is read.
  bool VisitImplicitCastExpr(clang::ImplicitCastExpr* read) {
    const clang::Expr* place = read->getSubExpr();
    const bool is_part = llvm::isa<clang::MemberExpr>(place) || llvm::isa<clang::ArraySubscriptExpr>(place) ||
                         llvm::isa<clang::CXXOperatorCallExpr>(place);
    if (read->getCastKind() != clang::CK_LValueToRValue || !is_part) return true;
    if (const std::optional<ConstantText> text = element_text(*read, collector_.context()))
      collector_.add_text(clang::CharSourceRange::getTokenRange(place->getSourceRange()), text->bytes,
                          text->written);
    return true;
  }

  bool VisitCallExpr(clang::CallExpr* call) {
    if (const std::optional<ConstantText> text = computed_text(*call, collector_.context()))
      collector_.add_text(clang::CharSourceRange::getTokenRange(call->getSourceRange()), text->bytes,
                          text->written);
    return true;
  }

  bool VisitStringLiteral(clang::StringLiteral* literal) {
    add_macro_texts(*literal, collector_);
    return true;
  }

 private:
  Collector& collector_;
};

}  // namespace

void collect_from(clang::Decl& declaration, Collector& collector) {
  Visitor(collector).TraverseDecl(&declaration);
}

}  // namespace floodwall::cpp
