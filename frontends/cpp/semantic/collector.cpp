#include "frontends/cpp/semantic/collector.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include <clang/AST/DeclCXX.h>
#include <clang/AST/Expr.h>
#include <clang/Basic/FileEntry.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>

namespace floodwall::cpp {
namespace {

bool is_below(std::string_view path, std::string_view root) {
  return path.starts_with(root) && (root.ends_with('/') || path.substr(root.size()).starts_with('/'));
}

template <class T>
void sort_once(std::vector<T>& all) {
  const auto key = [](const T& each) { return std::pair(each.at.begin, each.at.end); };
  std::ranges::stable_sort(all, {}, key);
  const auto same = std::ranges::unique(all, {}, key);
  all.erase(same.begin(), same.end());
}

}  // namespace

std::string path_of(clang::FileEntryRef file) {
  const llvm::StringRef real = file.getFileEntry().tryGetRealPathName();
  llvm::SmallString<256> path;
  if (llvm::sys::fs::real_path(real.empty() ? file.getName() : real, path)) path = file.getName();
  return std::string(path);
}

Collector::Collector(const SemanticRequest& request, SemanticAnswer& answer)
    : request_(request), answer_(answer), known_(request.known.begin(), request.known.end()) {}

int Collector::index_of(clang::FileID file) {
  const auto [known, is_new] = indexes_.try_emplace(file, unwanted);
  if (!is_new) return known->second;
  const clang::OptionalFileEntryRef entry = sources().getFileEntryRefForID(file);
  if (!entry) return unwanted;
  const std::string name = path_of(*entry);
  const bool is_main = file == sources().getMainFileID();
  const bool is_ours = is_main || (is_below(name, request_.root) && !known_.contains(name));
  if (!is_ours) return unwanted;
  const auto [place, is_first] = by_path_.try_emplace(name, static_cast<int>(answer_.files.size()));
  if (is_first) answer_.files.push_back({.path = name, .objects = {}, .texts = {}});
  return known->second = place->second;
}

bool Collector::is_wanted(clang::SourceLocation location) {
  return location.isValid() && index_of(sources().getFileID(sources().getExpansionLoc(location))) != unwanted;
}

SemanticFile* Collector::file_of(clang::CharSourceRange range, Span& at) {
  const clang::CharSourceRange in_file = clang::Lexer::makeFileCharRange(range, sources(), language());
  if (in_file.isInvalid()) return nullptr;
  const auto [begin_file, begin] = sources().getDecomposedLoc(in_file.getBegin());
  const auto [end_file, end] = sources().getDecomposedLoc(in_file.getEnd());
  if (begin_file != end_file || end < begin) return nullptr;
  const int index = index_of(begin_file);
  if (index == unwanted) return nullptr;
  at = {begin, end};
  return &answer_.files[static_cast<std::size_t>(index)];
}

void Collector::add_object(const clang::Expr& object, const clang::CXXRecordDecl& type) {
  Span at;
  SemanticFile* file = file_of(clang::CharSourceRange::getTokenRange(object.getSourceRange()), at);
  if (file != nullptr && type.getIdentifier() != nullptr)
    file->objects.push_back({at, type.getQualifiedNameAsString()});
}

void Collector::add_text(clang::CharSourceRange range, std::string_view bytes) {
  Span at;
  SemanticFile* file = file_of(range, at);
  if (file != nullptr) file->texts.push_back({at, std::string(bytes)});
}

void Collector::finish() {
  for (SemanticFile& file : answer_.files) {
    sort_once(file.objects);
    sort_once(file.texts);
  }
}

}  // namespace floodwall::cpp
