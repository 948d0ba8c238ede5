#include "analyzer/text/edit.h"

#include "analyzer/base/check.h"

namespace floodwall {

std::string apply(std::string_view text, const std::vector<Edit>& edits) {
  std::string result;
  std::uint32_t done = 0;
  for (const Edit& edit : edits) {
    if (never(edit.replace.begin < done || edit.replace.end > text.size())) continue;
    result.append(text.substr(done, edit.replace.begin - done));
    result.append(edit.with);
    done = edit.replace.end;
  }
  result.append(text.substr(done));
  return result;
}

}  // namespace floodwall
