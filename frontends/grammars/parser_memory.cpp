#include "frontends/grammars/parser_memory.h"

#include <tree_sitter/api.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <vector>

namespace floodwall::grammars {
namespace {

constexpr std::size_t chunk_size = std::size_t{1} << 18;
constexpr std::size_t largest = std::size_t{1} << 14;  ///< larger blocks are malloc's
constexpr std::size_t kept_chunks = 64;                ///< for the next file
constexpr std::size_t nowhere = ~std::size_t{0};

/// In front of each block; as large as the strictest alignment.
struct alignas(std::max_align_t) Header {
  std::size_t size;   ///< of the block behind it
  std::size_t place;  ///< of malloc's: in `Memory::large`, or nowhere; of others: 0
  bool is_large;
};

/// A block that nobody uses.
struct Unused {
  Unused* next;
};

/// Blocks of 16, 32, 48, …, 256 bytes, then of powers of two.
std::size_t class_of(std::size_t size) {
  return size <= 256 ? (size + 15) / 16 : 8U + static_cast<std::size_t>(std::bit_width(size - 1));
}
std::size_t size_of_class(std::size_t number) {
  return number <= 16 ? number * 16 : std::size_t{1} << (number - 8);
}

/// What one thread's parser has taken.
struct Memory {
  std::vector<std::unique_ptr<std::byte[]>> chunks;
  std::size_t used_chunks = 0;
  std::byte* next = nullptr;
  std::byte* end = nullptr;
  std::array<Unused*, 32> unused = {};
  std::vector<Header*> large;
  bool is_open = false;

  void* take(std::size_t size) {
    const std::size_t number = class_of(size == 0 ? 1 : size);
    if (Unused* block = unused[number]) {
      unused[number] = block->next;
      return block;
    }
    const std::size_t whole = sizeof(Header) + size_of_class(number);
    if (static_cast<std::size_t>(end - next) < whole) {
      if (used_chunks == chunks.size())
        chunks.push_back(std::make_unique_for_overwrite<std::byte[]>(chunk_size));
      next = chunks[used_chunks++].get();
      end = next + chunk_size;
    }
    Header* header = ::new (next) Header{size_of_class(number), 0, false};
    next += whole;
    return header + 1;
  }

  void close() {
    for (Header* header : large) std::free(header);
    large.clear();
    if (kept_chunks < chunks.size()) chunks.resize(kept_chunks);
    used_chunks = 0;
    next = end = nullptr;
    unused = {};
    is_open = false;
  }
};

thread_local Memory memory;

Header* or_abort(void* block) {
  if (block == nullptr) std::abort();  // as tree-sitter itself does
  return static_cast<Header*>(block);
}

void* allocate(std::size_t size) {
  if (memory.is_open && size <= largest) return memory.take(size);
  Header* header = or_abort(std::malloc(sizeof(Header) + size));
  ::new (header) Header{size, memory.is_open ? memory.large.size() : nowhere, true};
  if (memory.is_open) memory.large.push_back(header);
  return header + 1;
}

void* allocate_zeroed(std::size_t count, std::size_t size) {
  return std::memset(allocate(count * size), 0, count * size);
}

void release(void* block) {
  if (block == nullptr) return;
  Header* header = static_cast<Header*>(block) - 1;
  if (header->is_large) {
    if (header->place != nowhere) {
      Header* last = memory.large.back();
      memory.large[last->place = header->place] = last;
      memory.large.pop_back();
    }
    std::free(header);
  } else {
    Unused*& first = memory.unused[class_of(header->size)];
    first = ::new (block) Unused{first};
  }
}

void* reallocate(void* block, std::size_t size) {
  if (block == nullptr) return allocate(size);
  Header* header = static_cast<Header*>(block) - 1;
  if (header->is_large) {
    header = or_abort(std::realloc(header, sizeof(Header) + size));
    header->size = size;
    if (header->place != nowhere) memory.large[header->place] = header;
    return header + 1;
  }
  if (size <= header->size) return block;
  void* larger = std::memcpy(allocate(size), block, header->size);
  release(block);
  return larger;
}

}  // namespace

ParserMemory::ParserMemory() {
  static const bool is_set = [] {
    ts_set_allocator(allocate, allocate_zeroed, reallocate, release);
    return true;
  }();
  static_cast<void>(is_set);
  memory.is_open = true;
}

ParserMemory::~ParserMemory() { memory.close(); }

}  // namespace floodwall::grammars
