#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/engine/analyze.h"
#include "analyzer/text/sql_of_file.h"

namespace floodwall {

/// A file of some host language together with what a frontend would have found in it, put together by hand:
/// tests of the engine need no frontend.
class HostText {
 public:
  explicit HostText(std::string text) : text_(std::move(text)) {}

  /// The bytes `sql`, where they stand next behind the fragment before, as a fragment.
  SqlFragment& fragment(std::string_view sql);
  /// The next `written`, whose value only the run knows, in the middle of the latest fragment, and `rest`.
  void hole(std::string_view written, std::string_view rest, HoleKind kind = HoleKind::Unknown);
  /// All fragments from `first` on as steps of one routine, called by the next name `name` in the text.
  HostRoutine& routine(RoutineKind kind, std::string_view name, std::size_t first = 0);
  /// What begins with `#` or `//` is a comment to its line's end.
  FileAnalysis analyze(const RuleSet& rules);

  Span find(std::string_view words, std::uint32_t from = 0) const;
  const std::string& text() const { return text_; }
  SqlOfFile& sql() { return sql_; }

 private:
  std::string text_;
  SqlOfFile sql_;
  std::vector<SourceMap::Piece> pieces_;
  std::uint32_t from_ = 0;
};

/// "4:truncate-cascade 7:drop-table".
std::string lines_of(const HostText& host, const FileAnalysis& analysis);

}  // namespace floodwall
