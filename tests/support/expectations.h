#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/diagnostics/diagnostic.h"

namespace floodwall {

/// A finding that a comment announces:
///   -- expect: <rule-id> [on "<text>"] [says "<part of the message>"]
///   -- todo-expect: …      the same, for what is not found yet
/// The comment stands on a line of its own below the line that it describes; several may be stacked. `#` and
/// `//` do as well. `on "A … B"` is what begins with A and ends with B; \" and \\ stand for " and \.
///
/// A finding answers to it if its rule and message fit, and its span covers something of the described line.
/// With `on` it must also have exactly this text, and may stand on an earlier line of the same statement
/// instead.
struct Expectation {
  std::string rule;
  bool is_todo = false;
  std::string begins;  ///< the text, or what it begins with; empty without `on`
  std::string ends;    ///< what it ends with; empty without …
  std::string says;
  std::uint32_t line = 0;        ///< 0-based line that is described
  std::uint32_t first_line = 0;  ///< 0-based, where the statement that is described may have begun
  std::uint32_t written_on = 0;  ///< 0-based line of the comment
  std::string written;           ///< the comment, for messages
};

struct Expectations {
  std::vector<Expectation> announced;
  std::vector<std::string>
      malformed;  ///< comments that look like an expectation and are none, with their line
};
Expectations find_expectations(std::string_view text);

/// `text` without the lines that only announce.
std::string without_expectations(std::string_view text);

/// What differs between the announced findings and the real ones. All empty: nothing does.
struct Difference {
  std::vector<std::string> missing;
  std::vector<std::string> unexpected;  ///< each with the comment line to paste
  std::vector<std::string> holds_now;   ///< todo-expect lines whose day has come
  std::vector<std::string> malformed;

  bool empty() const {
    return missing.empty() && unexpected.empty() && holds_now.empty() && malformed.empty();
  }
  /// For people: the four lists, those that are empty left out.
  std::string text() const;
};
Difference compare(std::string_view text, std::span<const Diagnostic> found);

/// The comment that announces `diagnostic`, indented like the line below which it belongs.
std::string announcement(std::string_view text, const Diagnostic& diagnostic);

}  // namespace floodwall
