#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/source_map.h"
#include "analyzer/text/span.h"
#include "analyzer/text/sql_fragment.h"
#include "frontends/host_values/program.h"
#include "frontends/host_values/shared_list.h"

namespace floodwall::host {

/// A text with its way back to the host file. What only the run knows stands in it as a hole: a word of at
/// least eight bytes. Equal expressions get equal words.
class Text {
 public:
  using Origin = SourceMap::Origin;

  const std::string& bytes() const { return bytes_; }
  const std::vector<SourceMap::Piece>& pieces() const { return pieces_; }
  const std::vector<Hole>& holes() const { return holes_; }
  bool empty() const { return bytes_.empty(); }
  /// Without holes.
  bool is_constant() const { return holes_.empty(); }

  /// `bytes` stand for the bytes `host` of the file.
  void append(std::string_view bytes, Span host, Origin origin);
  void append(const Text& text);
  void append_hole(HoleKind kind, Span host, std::string_view written);
  /// What stands from `begin` to the end, written out, is a hole. Nothing if one is in it already.
  void mark(HoleKind kind, std::size_t begin);
  /// The bytes [begin, end) of `text`; holes that are cut are left out whole.
  Text part(std::size_t begin, std::size_t end) const;
  /// On what it depends that the value is this text: `kind == "full" and not (dry)`; empty: nothing is known.
  const std::string& when() const { return when_; }
  void depend_on(std::string_view condition);
  void depend_on_nothing() { when_.clear(); }
  /// The same text, seen at `place` alone: what is inserted into another text stands where it is inserted.
  Text seen_at(Span place) const;

  friend bool operator==(const Text& left, const Text& right) { return left.bytes_ == right.bytes_; }

 private:
  std::string bytes_;
  std::vector<SourceMap::Piece> pieces_;
  std::vector<Hole> holes_;
  std::string when_;
};

/// What is known of a value at one point of the program. A small immutable value: copies share.
struct Value {
  enum class Kind : std::uint8_t {
    Unknown,  ///< see `path`, perhaps
    Text,     ///< one of `texts`
    Nothing,  ///< None
    Boolean,  ///< `number` is 0 or 1
    Number,   ///< `number`, if it is a small whole one
    List,     ///< `items`; a tuple, too
    Map,      ///< `entries`
  };
  Kind kind = Kind::Unknown;
  /// Up to `most_variants` texts, one of which it is.
  SharedList<Text> texts = {};
  /// Another file defines it: it is seen where this one names it.
  bool is_foreign = false;
  /// It may also be something else: a branch, a loop, a parameter with a default.
  bool is_open = false;
  std::optional<long long> number = {};
  SharedList<Value> items = {};
  SharedList<std::pair<std::string, Value>> entries = {};
  /// Of a list or map: how many values are in it, at all levels. Beyond `most_values` it is known no longer.
  std::size_t weight = 1;
  /// Where it comes from, with imports resolved: "psycopg2.connect().cursor()", "self.db", "os.environ[]".
  std::string path = {};
  /// The expression that made it, if one did: a call whose arguments say more ("Column(…)").
  const Expression* made_by = nullptr;
  /// It is what the function got for this parameter (position), unchanged.
  std::optional<std::size_t> parameter = {};
  const Function* parameter_of = nullptr;  ///< that function
  /// The loop whose rounds `texts` are in step with: two values of one loop are never from two rounds.
  const Expression* axis = nullptr;
  /// What kind of hole it becomes in a text.
  HoleKind hole = HoleKind::Unknown;

  bool is_text() const { return kind == Kind::Text; }
  /// The one text that it is, if it is one without holes and nothing else.
  const Text* constant() const;
};

constexpr std::size_t most_variants = 8;
constexpr std::size_t most_values = 500;

/// Adds to a list; what grows too large is known no longer.
void add_item(Value& list, Value item);
Value text_value(Text text);
Value unknown_value(std::string path);
/// What a map has behind a key; nullptr: not known.
const Value* entry_of(const Value& map, std::string_view key);
/// One of the entries of a map that has some.
Value any_of(const Value& map);
/// One of some; nullptr is one that is not known. `axis` is what they are in step with.
Value any_of(std::span<const Value* const> items, const Expression& axis);
/// A list of a map's keys, seen where they are written or else at `at`.
Value keys_of(const Value& map, Span at);
/// A text that the value is if `condition`, as the user wrote it, held or did not.
Value under(Value value, std::string_view condition, bool held);
/// Either of them.
Value either(const Value& left, const Value& right);

}  // namespace floodwall::host
