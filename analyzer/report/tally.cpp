#include "analyzer/report/tally.h"

#include <fmt/format.h>

namespace floodwall {

Tally tally(const RunReport& run) {
  Tally result;
  for (const ReportedFile& file : run.files) {
    if (!file.diagnostics.empty()) ++result.files;
    for (const Diagnostic& diagnostic : file.diagnostics) {
      switch (diagnostic.severity) {
        case Severity::Error:
          ++result.errors;
          break;
        case Severity::Warning:
          ++result.warnings;
          break;
        case Severity::Info:
          ++result.infos;
          break;
      }
    }
  }
  return result;
}

std::string counted(std::size_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string_view plain_path(std::string_view path) {
  while (path.starts_with("./") && path.size() > 2) path.remove_prefix(2);
  return path;
}

std::string fingerprint_text(std::uint64_t fingerprint) { return fmt::format("{:016x}", fingerprint); }

std::string_view option_for(FixSafety safety) {
  switch (safety) {
    case FixSafety::Safe:
      return "--fix";
    case FixSafety::NeedsReview:
      return "--fix=review";
  }
  return "";
}

}  // namespace floodwall
