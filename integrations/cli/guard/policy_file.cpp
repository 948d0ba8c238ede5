#include "integrations/cli/guard/policy_file.h"

#include <utility>

#include <fmt/core.h>

#include "integrations/workspace/configuration.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {

Result<SourcedPolicy> read_policy(const std::string& file) {
  SourcedPolicy sourced;
  sourced.file = file.empty() ? find_configuration(real_path(".").value_or("/")) : absolute_path(file);
  if (sourced.file.empty()) return sourced;
  const std::string& shown = file.empty() ? sourced.file : file;
  const Result<std::string> text = read_file(sourced.file);
  if (!text) return failure(fmt::format("{} {}", shown, text.error().message));
  Result<guard::Policy> policy = guard::parse_policy(shown, *text);
  if (!policy) return std::unexpected(policy.error());
  sourced.policy = std::move(*policy);
  return sourced;
}

}  // namespace floodwall
