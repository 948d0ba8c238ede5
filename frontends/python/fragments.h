#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "analyzer/text/source_file.h"
#include "frontends/frontend.h"
#include "frontends/host_values/program.h"
#include "frontends/host_values/sql_shape.h"
#include "frontends/host_values/value.h"
#include "frontends/python/covered_bytes.h"

namespace floodwall::python {

/// Makes fragments of the texts of one file, each once.
class Fragments {
 public:
  Fragments(FileId file, std::vector<SqlFragment>& made) : file_(file), made_(made) {}

  /// What is added from now on is run by this call; nothing has been, yet.
  void begin_call(Span call) {
    fixable_ = call;
    touched_.clear();
  }
  /// The texts of `value` that look like SQL.
  void add(const host::Value& value, const host::Function* function, const std::string& api,
           Certainty certainty, host::Evidence evidence);
  /// A text for another engine: nobody else shall take it for ours.
  void leave_to_others(const host::Value& value);
  void cover(Span span) { covered_.add(span); }
  bool cover_some_of(Span at) const { return covered_.overlap(at); }

  /// The fragments that the call at hand runs.
  const std::vector<std::size_t>& touched() const { return touched_; }

 private:
  FileId file_;
  std::vector<SqlFragment>& made_;
  std::map<std::tuple<const host::Function*, std::uint32_t, std::string>, std::size_t>
      seen_;  ///< texts: their fragments
  CoveredBytes covered_;
  Span fixable_;  ///< the call at hand
  std::vector<std::size_t> touched_;
};

}  // namespace floodwall::python
