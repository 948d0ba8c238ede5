#include "integrations/guard/core/findings_cache.h"

#include <utility>

#include <xxhash.h>

namespace floodwall::guard {

std::size_t FindingsCache::Hash::operator()(std::string_view text) const {
  return XXH3_64bits(text.data(), text.size());
}

StatementFindingsPtr FindingsCache::find(std::string_view sql) {
  if (longest_text < sql.size()) return nullptr;
  const std::lock_guard lock(mutex_);
  if (const auto young = young_.find(sql); young != young_.end()) return young->second;
  const auto old = old_.find(sql);
  if (old == old_.end()) return nullptr;
  StatementFindingsPtr findings = old->second;
  put(std::string(sql), findings);
  return findings;
}

void FindingsCache::keep(std::string_view sql, StatementFindingsPtr findings) {
  if (longest_text < sql.size()) return;
  const std::lock_guard lock(mutex_);
  put(std::string(sql), std::move(findings));
}

void FindingsCache::put(std::string sql, StatementFindingsPtr findings) {
  if (most_texts <= young_.size() || most_bytes < young_bytes_ + sql.size()) {
    old_ = std::exchange(young_, {});
    young_bytes_ = 0;
  }
  young_bytes_ += sql.size();
  young_.insert_or_assign(std::move(sql), std::move(findings));
}

}  // namespace floodwall::guard
