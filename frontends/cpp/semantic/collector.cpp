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
  const std::string& name = path_of_file(file);
  if (name.empty()) return unwanted;
  const bool is_main = file == sources().getMainFileID();
  const bool is_ours = is_main || (is_below(name, request_.root) && !known_.contains(name));
  if (!is_ours) return unwanted;
  const auto [place, is_first] = by_path_.try_emplace(name, static_cast<int>(answer_.files.size()));
  if (is_first) answer_.files.push_back({.path = name, .objects = {}, .texts = {}});
  return known->second = place->second;
}

/// Empty: it is none on the disk.
const std::string& Collector::path_of_file(clang::FileID file) {
  const auto [known, is_new] = paths_.try_emplace(file);
  if (!is_new) return known->second;
  if (const clang::OptionalFileEntryRef entry = sources().getFileEntryRefForID(file))
    known->second = path_of(*entry);
  return known->second;
}

bool Collector::is_wanted(clang::SourceLocation location) {
  return location.isValid() && index_of(sources().getFileID(sources().getExpansionLoc(location))) != unwanted;
}

clang::FileID Collector::place_of(clang::CharSourceRange range, Span& at) const {
  const clang::CharSourceRange in_file = clang::Lexer::makeFileCharRange(range, sources(), language());
  if (in_file.isInvalid()) return {};
  const auto [begin_file, begin] = sources().getDecomposedLoc(in_file.getBegin());
  const auto [end_file, end] = sources().getDecomposedLoc(in_file.getEnd());
  if (begin_file != end_file || end < begin) return {};
  at = {begin, end};
  return begin_file;
}

SemanticFile* Collector::file_of(clang::CharSourceRange range, Span& at) {
  const clang::FileID file = place_of(range, at);
  const int index = file.isValid() ? index_of(file) : unwanted;
  return index == unwanted ? nullptr : &answer_.files[static_cast<std::size_t>(index)];
}

void Collector::add_object(const clang::Expr& object, const clang::CXXRecordDecl& type) {
  Span at;
  SemanticFile* file = file_of(clang::CharSourceRange::getTokenRange(object.getSourceRange()), at);
  if (file != nullptr && type.getIdentifier() != nullptr)
    file->objects.push_back({at, type.getQualifiedNameAsString()});
}

void Collector::add_text(clang::CharSourceRange range, std::string_view bytes,
                         clang::CharSourceRange written) {
  KnownText text = {.at = {}, .bytes = std::string(bytes)};
  SemanticFile* file = file_of(range, text.at);
  if (file == nullptr) return;
  const clang::FileID place = place_of(written, text.written_at);
  if (place.isValid() && is_below(path_of_file(place), request_.root))
    text.written_in = path_of_file(place);
  else
    text.written_at = {};
  file->texts.push_back(std::move(text));
}

void Collector::finish() {
  for (SemanticFile& file : answer_.files) {
    sort_once(file.objects);
    sort_once(file.texts);
  }
}

}  // namespace floodwall::cpp
