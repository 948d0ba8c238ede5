#include <cctype>
#include <cstddef>
#include <string_view>

#include "frontends/host_values/format.h"

namespace floodwall::host {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where the name ends whose colon stands at `at`; 0 if none does.
std::size_t end_of_name(std::string_view text, std::size_t at) {
  const char before = at == 0 ? ' ' : text[at - 1];
  if (is_word(before) || before == ':') return 0;
  std::size_t end = at + 1;
  while (end < text.size() && is_word(text[end])) ++end;
  const bool is_name = at + 1 < end && (end == text.size() || text[end] != ':');
  return is_name ? end : 0;
}

}  // namespace

Text with_bind_names(const Text& text) {
  const std::string_view bytes = text.bytes();
  if (bytes.find(':') == std::string_view::npos) return text;
  Text made;
  std::size_t done = 0;
  for (std::size_t at = bytes.find(':'); at != std::string_view::npos; at = bytes.find(':', at + 1)) {
    if (0 < at && bytes[at - 1] == '\\') {  // the backslash goes, the colon stays what it is
      made.append(text.part(done, at - 1));
      done = at;
    } else if (const std::size_t end = end_of_name(bytes, at); end != 0) {
      made.append(text.part(done, at));
      const std::size_t begin = made.bytes().size();
      made.append(text.part(at, end));
      made.mark(HoleKind::Bind, begin);
      done = end;
    }
  }
  made.append(text.part(done, bytes.size()));
  return made;
}

}  // namespace floodwall::host
