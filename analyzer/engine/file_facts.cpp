#include "analyzer/engine/file_facts.h"

#include "analyzer/engine/text_analysis.h"

namespace floodwall {

std::uint64_t need_of_table(std::string_view table) { return byte_hash(table); }

std::uint64_t need_of_column(std::string_view table, std::string_view column) {
  return byte_hash(column, byte_hash(table));
}

}  // namespace floodwall
