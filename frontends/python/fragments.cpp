#include "frontends/python/fragments.h"

#include <algorithm>
#include <utility>

namespace floodwall::python {

using host::Function;
using host::Text;
using host::Value;

void Fragments::add(const Value& value, const Function* function, const std::string& api, Certainty certainty,
                    host::Evidence evidence) {
  if (value.kind == Value::Kind::List) {
    for (const Value& item : value.items) add(item, function, api, certainty, evidence);
    return;
  }
  if (!value.is_text()) return;
  for (const Text& text : value.texts) {
    if (text.pieces().empty() || !host::looks_like_sql(text.bytes(), evidence)) continue;
    const auto [seen, is_new] =
        seen_.try_emplace({function, text.pieces().front().host.begin, text.bytes()}, made_.size());
    if (!is_new) {  // handed on a second time: who knows more counts
      Certainty& known = made_[seen->second].certainty;
      known = std::min(known, certainty);
      touched_.push_back(seen->second);
      continue;
    }
    SqlFragment fragment;
    fragment.file = file_;
    fragment.sql = text.bytes();
    fragment.map = SourceMap(text.pieces());
    fragment.holes = text.holes();
    fragment.api = api;
    fragment.certainty = certainty;
    fragment.is_alternative = 1 < value.texts.size() || value.is_open;
    fragment.when = text.when();
    fragment.fixable = fixable_;
    covered_.add(text);
    touched_.push_back(made_.size());
    made_.push_back(std::move(fragment));
  }
}

void Fragments::leave_to_others(const Value& value) {
  if (!value.is_text()) return;
  for (const Text& text : value.texts) covered_.add(text);
}

}  // namespace floodwall::python
