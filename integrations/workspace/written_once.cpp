#include "integrations/workspace/written_once.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include "integrations/workspace/paths.h"

namespace floodwall {
namespace {

/// The narrowest text that stands there as a whole and that is written elsewhere; nullptr: there is none.
const cpp::KnownText* text_around(const cpp::SemanticFile& file, Span at) {
  const cpp::KnownText* narrowest = nullptr;
  for (const cpp::KnownText& each : file.texts) {
    if (at.begin < each.at.begin) break;
    const bool is_it = !each.written_in.empty() && each.at.contains(at);
    if (is_it && (narrowest == nullptr || each.at.size() < narrowest->at.size())) narrowest = &each;
  }
  return narrowest;
}

}  // namespace

void say_where_written(std::span<const FoundFile> files, const SemanticFiles& semantic,
                       std::vector<FileCheck>& checks) {
  std::map<std::string, const FileCheck*> by_path;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!checks[i].said.empty())
      by_path.try_emplace(real_path(files[i].absolute).value_or(files[i].absolute), &checks[i]);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const cpp::SemanticFile* known = checks[i].diagnostics.empty() ? nullptr : semantic.of(files[i]);
    if (known == nullptr) continue;
    std::erase_if(checks[i].diagnostics, [&](const Diagnostic& each) {
      const cpp::KnownText* text = text_around(*known, each.at);
      if (text == nullptr) return false;
      const auto place = by_path.find(text->written_in);
      return place != by_path.end() && std::ranges::any_of(place->second->said, [&](const auto& said) {
               return said.first == each.rule && text->written_at.contains(said.second);
             });
    });
  }
}

}  // namespace floodwall
