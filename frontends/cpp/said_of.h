#pragma once
#include <algorithm>
#include <vector>

#include "analyzer/text/span.h"

namespace floodwall::cpp {

/// What a compiler says of exactly this place; nullptr: nothing. `all` is sorted by where each begins.
template <class T>
const T* said_of(const std::vector<T>& all, Span at) {
  const auto first = std::ranges::lower_bound(all, at.begin, {}, [](const T& each) { return each.at.begin; });
  for (auto each = first; each != all.end() && each->at.begin == at.begin; ++each) {
    if (each->at == at) return &*each;
  }
  return nullptr;
}

}  // namespace floodwall::cpp
