#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/text/edit.h"

namespace floodwall {

enum class FixSafety : std::uint8_t {
  Safe,         ///< same meaning; `--fix` applies it
  NeedsReview,  ///< may change behaviour; `--fix=review` or a click in the editor
};

/// Edits that make sense only together. Sorted; no two overlap.
class Fix {
 public:
  static Fix safe(std::string title, std::vector<Edit> edits) {
    return {std::move(title), FixSafety::Safe, std::move(edits)};
  }
  static Fix needs_review(std::string title, std::vector<Edit> edits) {
    return {std::move(title), FixSafety::NeedsReview, std::move(edits)};
  }

  const std::string& title() const { return title_; }
  FixSafety safety() const { return safety_; }
  const std::vector<Edit>& edits() const { return edits_; }
  /// The same fix in other coordinates.
  Fix with_edits(std::vector<Edit> edits) const { return {title_, safety_, std::move(edits)}; }

 private:
  Fix(std::string title, FixSafety safety, std::vector<Edit> edits)
      : title_(std::move(title)), safety_(safety), edits_(std::move(edits)) {
    std::ranges::sort(edits_, {}, [](const Edit& edit) { return edit.replace.begin; });
  }

  std::string title_;
  FixSafety safety_;
  std::vector<Edit> edits_;
};

}  // namespace floodwall
