#include "frontends/cpp/semantic/look.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/DeclGroup.h>
#include <clang/Basic/Diagnostic.h>
#include <clang/Basic/FileManager.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>
#include <clang/Serialization/PCHContainerOperations.h>
#include <clang/Tooling/Tooling.h>
#include <llvm/Support/VirtualFileSystem.h>

#include "frontends/cpp/semantic/arguments.h"
#include "frontends/cpp/semantic/collector.h"
#include "frontends/cpp/semantic/visitor.h"

namespace floodwall::cpp {
namespace {

class Consumer : public clang::ASTConsumer {
 public:
  explicit Consumer(Collector& collector) : collector_(collector) {}

  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    for (clang::Decl* declaration : group) {
      if (collector_.is_wanted(declaration->getLocation())) declarations_.push_back(declaration);
    }
    return true;
  }
  /// What stands in other people's headers is only declared.
  bool shouldSkipFunctionBody(clang::Decl* function) override {
    return !collector_.is_wanted(function->getLocation());
  }
  void HandleTranslationUnit(clang::ASTContext&) override {
    for (clang::Decl* declaration : declarations_) collect_from(*declaration, collector_);
    collector_.finish();
  }

 private:
  Collector& collector_;
  std::vector<clang::Decl*> declarations_;
};

/// Notes which headers there are, and how many there are not.
class Headers : public clang::PPCallbacks {
 public:
  Headers(const clang::SourceManager& sources, SemanticAnswer& answer) : sources_(sources), answer_(answer) {}

  bool FileNotFound(llvm::StringRef) override {
    ++answer_.missing;
    return true;  // and go on without it
  }
  void FileChanged(clang::SourceLocation location, FileChangeReason reason,
                   clang::SrcMgr::CharacteristicKind kind, clang::FileID) override {
    const clang::FileID file = sources_.getFileID(location);
    if (reason != EnterFile || clang::SrcMgr::isSystem(kind) || file == sources_.getMainFileID()) return;
    if (const clang::OptionalFileEntryRef entry = sources_.getFileEntryRefForID(file))
      answer_.includes.push_back(path_of(*entry));
  }

 private:
  const clang::SourceManager& sources_;
  SemanticAnswer& answer_;
};

class Action : public clang::ASTFrontendAction {
 public:
  Action(Collector& collector, SemanticAnswer& answer) : collector_(collector), answer_(answer) {}

 protected:
  bool BeginInvocation(clang::CompilerInstance& compiler) override {
    compiler.getFrontendOpts().SkipFunctionBodies = true;
    collector_.set_compiler(compiler);
    return true;
  }
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        llvm::StringRef) override {
    compiler.getPreprocessor().SetSuppressIncludeNotFoundError(true);
    compiler.getPreprocessor().addPPCallbacks(
        std::make_unique<Headers>(compiler.getSourceManager(), answer_));
    return std::make_unique<Consumer>(collector_);
  }

 private:
  Collector& collector_;
  SemanticAnswer& answer_;
};

}  // namespace

SemanticAnswer look(const SemanticRequest& request) {
  SemanticAnswer answer;
  Collector collector(request, answer);
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> disk = llvm::vfs::createPhysicalFileSystem();
  if (disk->setCurrentWorkingDirectory(request.directory)) {
    answer.trouble = "its folder in the compilation database is not there: " + request.directory;
    return answer;
  }
  llvm::IntrusiveRefCntPtr<clang::FileManager> files(
      new clang::FileManager(clang::FileSystemOptions{.WorkingDir = request.directory}, disk));
  clang::tooling::ToolInvocation invocation(reading_arguments(request),
                                            std::make_unique<Action>(collector, answer), files.get(),
                                            std::make_shared<clang::PCHContainerOperations>());
  clang::IgnoringDiagConsumer silent;
  invocation.setDiagnosticConsumer(&silent);
  const bool is_clean = invocation.run();  // false also if there were errors: what was read still counts
  std::ranges::sort(answer.includes);
  const auto same = std::ranges::unique(answer.includes);
  answer.includes.erase(same.begin(), same.end());
  if (!is_clean && answer.files.empty())
    answer.trouble = "clang cannot read it with the flags that its build has";
  return answer;
}

}  // namespace floodwall::cpp
