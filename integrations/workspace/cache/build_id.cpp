#include "integrations/workspace/cache/build_id.h"

#include <elf.h>
#include <link.h>

#include <cstddef>
#include <cstring>
#include <string_view>

namespace floodwall {
namespace {

/// The notes of a segment are aligned to four bytes.
constexpr std::size_t aligned(std::size_t size) { return (size + 3) / 4 * 4; }

std::optional<ContentKey> build_id_in(std::string_view notes) {
  while (sizeof(ElfW(Nhdr)) <= notes.size()) {
    ElfW(Nhdr) head;
    std::memcpy(&head, notes.data(), sizeof head);
    const std::size_t content = sizeof head + aligned(head.n_namesz);
    const std::size_t end = content + aligned(head.n_descsz);
    if (notes.size() < end) break;
    const bool is_gnu = notes.substr(sizeof head, head.n_namesz) == std::string_view("GNU\0", 4);
    if (is_gnu && head.n_type == NT_GNU_BUILD_ID) return key_of(notes.substr(content, head.n_descsz));
    notes.remove_prefix(end);
  }
  return std::nullopt;
}

/// Of the first object, which is the program itself.
int look(dl_phdr_info* object, std::size_t, void* result) {
  auto& id = *static_cast<std::optional<ContentKey>*>(result);
  for (int i = 0; i < object->dlpi_phnum && !id; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE || segment.p_align == 8) continue;  // those with 8 hold properties
    const auto* begin = reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);
    id = build_id_in({begin, segment.p_memsz});
  }
  return 1;
}

}  // namespace

std::optional<ContentKey> build_id() {
  std::optional<ContentKey> id;
  ::dl_iterate_phdr(look, &id);
  return id;
}

}  // namespace floodwall
