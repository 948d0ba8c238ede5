#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/AST/Decl.h>
#include <clang/Frontend/CompilerInstance.h>
#include <llvm/ADT/DenseMap.h>

#include "frontends/cpp/semantic_facts.h"

namespace floodwall::cpp {

/// Absolute, without symbolic links where clang knows better.
std::string path_of(clang::FileEntryRef file);

/// Collects what one translation unit says of the files that are asked for.
class Collector {
 public:
  Collector(const SemanticRequest& request, SemanticAnswer& answer);

  void set_compiler(clang::CompilerInstance& compiler) { compiler_ = &compiler; }
  /// Whether something need be said about what stands there (in a macro's expansion: where that stands).
  bool is_wanted(clang::SourceLocation location);

  void add_object(const clang::Expr& object, const clang::CXXRecordDecl& type);
  /// `written`: where the text itself is; invalid if that is not one place.
  void add_text(clang::CharSourceRange range, std::string_view bytes, clang::CharSourceRange written);

  clang::CompilerInstance& compiler() const { return *compiler_; }
  const clang::SourceManager& sources() const { return compiler_->getSourceManager(); }
  const clang::LangOptions& language() const { return compiler_->getLangOpts(); }
  clang::Preprocessor& preprocessor() const { return compiler_->getPreprocessor(); }
  clang::ASTContext& context() const { return compiler_->getASTContext(); }

  /// Sorts what has been found; each is said once.
  void finish();

 private:
  static constexpr int unwanted = -1;

  /// Where a range stands in one file, `at` it; an invalid FileID: in none.
  clang::FileID place_of(clang::CharSourceRange range, Span& at) const;
  /// Where a range stands among the wanted files; nullptr: in none of them.
  SemanticFile* file_of(clang::CharSourceRange range, Span& at);
  int index_of(clang::FileID file);
  const std::string& path_of_file(clang::FileID file);

  const SemanticRequest& request_;
  SemanticAnswer& answer_;
  const std::set<std::string> known_;
  clang::CompilerInstance* compiler_ = nullptr;
  llvm::DenseMap<clang::FileID, int> indexes_;
  std::map<std::string, int> by_path_;
  llvm::DenseMap<clang::FileID, std::string> paths_;
};

}  // namespace floodwall::cpp
