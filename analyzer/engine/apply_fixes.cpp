#include "analyzer/engine/apply_fixes.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "analyzer/base/check.h"
#include "analyzer/text/edit.h"

namespace floodwall {
namespace {

using Position = std::pair<std::uint32_t, std::uint32_t>;
using EditsByPosition = std::map<Position, const Edit*>;

/// An insertion at the edge of what the other one replaces is a conflict too: nobody knows which should come
/// first.
bool conflict(Span a, Span b) {
  return a.overlaps(b) || ((a.empty() || b.empty()) && a.begin <= b.end && b.begin <= a.end);
}

/// No two edits of `chosen` overlap, so they are sorted by their ends too.
bool fits(const Edit& edit, const EditsByPosition& chosen) {
  const auto same = chosen.find({edit.replace.begin, edit.replace.end});
  if (same != chosen.end()) return *same->second == edit;
  const auto from = chosen.lower_bound({edit.replace.begin, edit.replace.end});
  for (auto after = from; after != chosen.end() && after->first.first <= edit.replace.end; ++after) {
    if (conflict(after->second->replace, edit.replace)) return false;
  }
  for (auto before = from; before != chosen.begin() && edit.replace.begin <= std::prev(before)->first.second;
       --before) {
    if (conflict(std::prev(before)->second->replace, edit.replace)) return false;
  }
  return true;
}

bool is_sound(const Fix& fix, std::size_t text_size) {
  std::uint32_t done = 0;
  for (const Edit& edit : fix.edits()) {
    if (edit.replace.begin < done || edit.replace.end < edit.replace.begin || text_size < edit.replace.end)
      return false;
    done = edit.replace.end;
  }
  return !fix.edits().empty();
}

}  // namespace

FixedText apply_fixes(std::string_view text, std::span<const Diagnostic> diagnostics, FixSafety up_to) {
  std::vector<const Fix*> fixes;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!diagnostic.fix || up_to < diagnostic.fix->safety()) continue;
    if (never(!is_sound(*diagnostic.fix, text.size()))) continue;
    fixes.push_back(&*diagnostic.fix);
  }
  std::ranges::stable_sort(fixes, {}, [](const Fix* fix) { return fix->edits().front().replace.begin; });

  FixedText result;
  EditsByPosition chosen;
  for (const Fix* fix : fixes) {
    if (!std::ranges::all_of(fix->edits(), [&](const Edit& edit) { return fits(edit, chosen); })) continue;
    for (const Edit& edit : fix->edits()) chosen.try_emplace({edit.replace.begin, edit.replace.end}, &edit);
    ++result.applied;
  }
  std::vector<Edit> edits;
  edits.reserve(chosen.size());
  for (const auto& [position, edit] : chosen) edits.push_back(*edit);
  result.text = floodwall::apply(text, edits);
  return result;
}

}  // namespace floodwall
