#include "integrations/workspace/cache/content_key.h"

#include <array>

#include <xxhash.h>

namespace floodwall {

ContentKey key_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

ContentKey operator+(const ContentKey& left, const ContentKey& right) {
  const std::array parts = {left.high, left.low, right.high, right.low};
  return key_of({reinterpret_cast<const char*>(parts.data()), sizeof parts});
}

}  // namespace floodwall
