#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "analyzer/text/sql_fragment.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/sql_shape.h"

namespace floodwall::cpp {

/// A call that hands a text to a database.
struct Sink {
  std::string_view library;  ///< for people: "libpqxx"
  /// A function's last name; a method if it begins with a dot; a class whose constructor runs the text if it
  /// ends with "()".
  std::string_view callee;
  std::uint8_t position = 0;
  /// The last names of the classes whose method it is, with `|` between them; empty: any.
  std::string_view types = {};
  /// Of an object of one of these classes, or of a function.
  Certainty certainty = Certainty::Postgres;
  /// Whether an object of some other class may be meant, too: many things are called `exec`. Then it is some
  /// database, if the text shows clearly that it is SQL.
  bool is_common = false;
  bool takes_all = false;              ///< of `a << b << c`: everything is one text
  std::string_view placeholders = {};  ///< for people: "$1"
  std::string_view example = {};       ///< C++ that calls it with one statement, for the docs and their test
};

/// Every sink that we know, by library: what the docs list and the tests try.
std::span<const Sink> all_sinks();

/// A call of a sink.
struct SinkCall {
  const Sink* sink;
  Certainty certainty;
  host::Evidence evidence;
};

/// The first sink that the call is, if any: `sink` is nullptr if it is none. `type` is how the object was
/// declared, if that is known.
SinkCall sink_called(const host::CallEvent& event, std::string_view type);

/// What the object of a method call is: the last name of its class, as far as declarations and values tell.
std::string_view class_of_object(const host::CallEvent& event, std::string_view type);

}  // namespace floodwall::cpp
