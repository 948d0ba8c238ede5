#include "integrations/cli/baseline_file.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "analyzer/base/result.h"
#include "analyzer/engine/baseline.h"
#include "analyzer/report/tally.h"
#include "integrations/cli/check_options.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/workspace/configuration.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/read_file.h"
#include "integrations/workspace/run.h"
#include "integrations/workspace/write_file.h"

namespace floodwall {
namespace {

std::string folder_of_file(const std::string& file) { return folder_of(absolute_path(file)); }

}  // namespace

Result<KnownFindings> read_baseline(const std::string& file) {
  const Result<std::string> text = read_file(file);
  if (!text) {
    return failure(fmt::format("{}: {} (--write-baseline {} makes it)", file, text.error().message, file));
  }
  Result<Baseline> baseline = parse_baseline(*text);
  if (!baseline) return failure(fmt::format("{}: {}", file, baseline.error().message));
  return KnownFindings{std::move(*baseline), folder_of_file(file)};
}

int write_baseline(const RunResult& result, const CheckOptions& options, const Configuration& configuration) {
  const std::string& file = options.write_baseline;
  const std::string folder = folder_of_file(file);
  Baseline baseline;
  std::size_t count = 0;
  for (std::size_t i = 0; i < result.files.size(); ++i) {
    add_to_baseline(baseline, baseline_path(*result.found[i], folder), result.files[i].diagnostics);
    count += result.files[i].diagnostics.size();
  }
  const Result<void> written = write_file(file, print_baseline(baseline));
  if (!written) {
    complain(fmt::format("{}: {}", file, written.error().message));
    return exit_trouble;
  }
  if (options.quiet) return exit_clean;
  const bool is_configured =
      folder_of_file(configuration.baseline) == folder && configuration.baseline.ends_with(file);
  return print(fmt::format("{} written to {}{}\n", counted(count, "finding"), file,
                           is_configured ? "" : fmt::format("; use it with --baseline {}", file)));
}

}  // namespace floodwall
