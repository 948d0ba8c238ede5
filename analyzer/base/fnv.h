#pragma once
#include <cstdint>
#include <string_view>

namespace floodwall {

/// FNV-1a with 64 bits: the same on every machine and in every version, for what is written down or shown.
constexpr std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

}  // namespace floodwall
