#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "analyzer/text/sql_fragment.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/sql_shape.h"

namespace floodwall::python {

/// A call that hands a text to a database.
struct Sink {
  std::string_view library;  ///< for people: "psycopg"
  /// The whole path, or what it ends with if it begins with a dot: ".execute" is a method of anything.
  std::string_view callee;
  std::uint8_t position = 0;
  std::string_view keyword = {};
  Certainty certainty = Certainty::Database;
  host::Evidence evidence = host::Evidence::Verb;  ///< what the text must show: many things are called alike
  std::string_view example = {};  ///< Python that calls it with one statement, for the docs and their test
};

/// Every sink that we know, by library: what the docs list and the tests try.
std::span<const Sink> all_sinks();

/// The first sink that the call is, if any.
const Sink* sink_of(const host::CallEvent& event);

/// Makes a value of the text that something else runs: text("…"), DDL("…"). Who runs it knows more.
bool only_makes_text(const Sink& sink);

}  // namespace floodwall::python
