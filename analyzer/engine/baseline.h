#pragma once
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "analyzer/diagnostics/diagnostic.h"

namespace floodwall {

/// A finding that was there when the baseline was written.
struct KnownFinding {
  std::string rule;
  std::string message;  ///< for people who read the file; a changed message is still the same finding
  std::uint64_t fingerprint = 0;  ///< Diagnostic::fingerprint
  friend auto operator<=>(const KnownFinding&, const KnownFinding&) = default;
};

/// What a project has decided to live with: findings by path. The same finding may be known twice.
struct Baseline {
  std::map<std::string, std::vector<KnownFinding>, std::less<>> files;
};

/// Adds what was found in one file now. Paths are compared byte by byte: write and read them in the same way.
void add_to_baseline(Baseline& baseline, std::string_view path, std::span<const Diagnostic> diagnostics);

/// The JSON text form of a baseline: sorted, so that the same findings give the same text, and one finding a
/// line, so that people can read a diff of it.
std::string print_baseline(const Baseline& baseline);
Result<Baseline> parse_baseline(std::string_view text);

/// The findings of one file against what is known of it.
struct BaselineMatch {
  std::vector<Diagnostic> fresh;  ///< in the order given
  std::size_t known = 0;          ///< found again
  std::size_t gone = 0;           ///< known, but not found any more
};
BaselineMatch filter(const Baseline& baseline, std::string_view path, std::vector<Diagnostic> diagnostics);

}  // namespace floodwall
