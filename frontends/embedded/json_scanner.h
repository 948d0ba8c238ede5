#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "analyzer/text/mapped_text.h"
#include "analyzer/text/span.h"

namespace floodwall {

/// Goes over a JSON text from its begin to its end and says where its strings stand. (The JSON libraries that
/// we know say what a string is and not where.) Never recurses by itself and copies nothing: what nobody asks
/// for is passed over at the speed of a search for quotes. Lenient: it checks no more than it needs.
class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text) : text_(text) {}

  /// Calls `see` with the inside of each member's key as written; `see` must take the member's value. Passes
  /// over a value that is no object.
  void each_member(const std::function<void(std::string_view key)>& see);
  /// Calls `see` for each item; `see` must take it. Passes over a value that is no array.
  void each_item(const std::function<void()>& see);
  /// What stands between the quotes of a string; nullopt for another value, which is passed over.
  std::optional<Span> string();
  void skip();

  /// Whether the next value begins so: '{', '[', '"', …; zero at the end.
  char peek();
  /// Where the text breaks off or is no JSON; nullopt if it went well so far.
  std::optional<std::uint32_t> broken_at() const { return broken_; }

 private:
  std::optional<Span> quoted();
  bool take(char c);
  void fail();

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<std::uint32_t> broken_;
};

/// Appends the value of the string whose inside is `at`. An escape that is none stands for itself; what no
/// text can hold (\u0000, half a surrogate pair) becomes U+FFFD.
void append_json_string(MappedText& out, std::string_view text, Span at);

}  // namespace floodwall
