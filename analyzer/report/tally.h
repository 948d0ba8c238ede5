#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analyzer/report/report.h"

namespace floodwall {

/// How much there is of what.
struct Tally {
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t infos = 0;
  std::size_t files = 0;  ///< with findings

  std::size_t findings() const { return errors + warnings + infos; }
};

Tally tally(const RunReport& run);

/// "1 file", "2 files".
std::string counted(std::size_t count, std::string_view thing);
/// Without a leading "./": what code hosts want.
std::string_view plain_path(std::string_view path);
/// 16 hexadecimal digits.
std::string fingerprint_text(std::uint64_t fingerprint);
/// How the user gets the fix applied: "--fix" or "--fix=review".
std::string_view option_for(FixSafety safety);

}  // namespace floodwall
