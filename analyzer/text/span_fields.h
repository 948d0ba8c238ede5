#pragma once
#include "analyzer/base/encoding.h"
#include "analyzer/text/span.h"

namespace floodwall {

void visit_fields(Like<Span> auto& span, auto& fields) {
  auto& [begin, end] = span;
  fields("begin", begin);
  fields("end", end);
}

}  // namespace floodwall
