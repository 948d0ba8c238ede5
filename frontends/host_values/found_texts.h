#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/text/sql_fragment.h"
#include "frontends/host_values/program.h"
#include "frontends/host_values/sql_shape.h"
#include "frontends/host_values/value.h"

namespace floodwall::host {

/// Who hands a text to a database, and how sure that is.
struct Handover {
  const Function* function = nullptr;  ///< around the call; nullptr: the module
  std::string api = {};
  Certainty certainty = Certainty::Database;
  Evidence evidence = Evidence::Verb;  ///< what the text must show
  Span fixable = {};                   ///< see SqlFragment
  bool is_lowered = false;             ///< likewise
};

/// Makes fragments of the texts of one file, each once, and knows which bytes of the file they account for.
class FoundTexts {
 public:
  /// What is made comes behind what stands in `fragments`, which must outlive this.
  FoundTexts(FileId file, std::vector<SqlFragment>& fragments) : file_(file), fragments_(fragments) {}

  /// Each of the texts that a value may be, also those in a list. Adds their places to `touched`.
  void add(const Value& value, const Handover& handover, std::vector<std::size_t>& touched);
  /// What a text was made of is accounted for: nobody else shall take it for SQL of ours.
  void cover(const Value& value);
  void cover(Span span);
  bool is_covered(Span at) const;

 private:
  void add(const Value& value, const Text& text, const Handover& handover, std::vector<std::size_t>& touched);

  FileId file_;
  std::vector<SqlFragment>& fragments_;
  std::map<std::tuple<const Function*, std::uint32_t, std::string>, std::size_t> seen_;
  std::map<std::uint32_t, std::uint32_t> covered_;  ///< begin -> end; no two touch
};

}  // namespace floodwall::host
