#include "analyzer/engine/file_names.h"

#include <utility>

#include "analyzer/engine/subject_names.h"

namespace floodwall {
namespace {

/// `seen` are the files that are looked at.
// NOLINTNEXTLINE(misc-no-recursion): each file once
void add_names(const LinkedFile& file, const IncludedFiles& included, FileNames& names,
               std::set<const LinkedFile*>& seen) {
  if (!seen.insert(&file).second) return;
  for (const SchemaStatement& fact : file.facts->schema) {
    if (is_inclusion(fact)) {
      const LinkedFile* inner = included.at(fact, file.path).file;
      if (inner != nullptr) add_names(*inner, included, names, seen);
      continue;
    }
    if (!fact.pattern.empty()) continue;
    SubjectNames found = names_in(fact.sql);
    if (!found.altered.empty() && !names.made.contains(found.altered))
      names.altered.push_back(std::move(found.altered));
    if (!found.made.empty()) names.made.insert(std::move(found.made));
  }
}

}  // namespace

FileNames names_of(const LinkedFile& file, const IncludedFiles& included) {
  FileNames names;
  std::set<const LinkedFile*> seen;
  add_names(file, included, names, seen);
  return names;
}

}  // namespace floodwall
