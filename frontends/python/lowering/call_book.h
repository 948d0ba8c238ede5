#pragma once
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontends/host_values/flow.h"
#include "frontends/host_values/sql_writer.h"

namespace floodwall::python {

/// Something that a call, a list or a dict was given: what it is and how it is written.
struct Given {
  const host::Value* value = nullptr;  ///< nullptr: not given
  const host::Expression* expression = nullptr;
  Span at = {};                   ///< of the expression
  Span whole = {};                ///< with its keyword: `nullable=False`
  std::string_view written = {};  ///< of the expression

  explicit operator bool() const { return value != nullptr; }
  /// The text that it certainly is, seen at this place if it stands elsewhere in the file.
  std::optional<host::Text> constant() const;
  bool is_nothing() const { return value != nullptr && value->kind == host::Value::Kind::Nothing; }
};

enum class Truth : std::uint8_t { No, Yes, Unknown };

/// The calls of a program, so that the arguments of `Column("id", Integer)` are known where the column is
/// used. Views live as long as the program and its calls.
class CallBook {
 public:
  CallBook(const host::Program& program, const std::deque<host::CallEvent>& calls);

  const host::Program& program() const { return program_; }
  const host::CallEvent* find(const host::Expression* call) const;
  /// The call that made a value, if a known one did.
  const host::CallEvent* maker(const Given& given) const;
  const host::CallEvent* maker(const host::Value& value) const {
    return value.is_open ? nullptr : find(value.made_by);
  }

  /// The argument at `position` or named `name`.
  Given argument(const host::CallEvent& call, std::size_t position, std::string_view name = {}) const;
  Given argument(const host::CallEvent& call, std::string_view name) const {
    return argument(call, nowhere, name);
  }
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  /// The truth of an argument; `preset` if it is not given. None counts as not given.
  Truth truth(const host::CallEvent& call, std::size_t position, std::string_view name, bool preset) const;

  /// Several things in a row, of which some may be hidden: `*columns`.
  struct Sequence {
    std::vector<Given> items;
    std::optional<Given> hidden;  ///< what hides them
  };
  /// The arguments by position from `first` on; those of a known list that is spread among them.
  Sequence positional(const host::CallEvent& call, std::size_t first) const;
  /// The items of a list or tuple; nullopt if it is not known to be one.
  std::optional<Sequence> items(const Given& list) const;
  /// The entry of a dict.
  Given entry(const Given& map, std::string_view key) const;
  /// Whether **more may give further keyword arguments.
  bool has_spread_keywords(const host::CallEvent& call) const;

  Given given(const host::Value& value, const host::Expression& expression) const;

 private:
  bool is_spread_map(const host::Argument& argument) const;

  const host::Program& program_;
  std::unordered_map<const host::Expression*, const host::CallEvent*> calls_;
};

host::SqlName name_of(const Given& given);
/// `a.b.c` -> `c`; a call's "()" is left out.
std::string_view last_word(std::string_view path);
/// What stands before the last word: `a.b.c` -> `a.b`.
std::string_view owner_path(std::string_view path);
/// `object` of `object.method(…)`; nullptr if the callee is no member.
const host::Expression* object_of(const host::CallEvent& call);
/// Where the callee stands: `op.drop_table` of `op.drop_table("t")`.
Span callee_at(const host::CallEvent& call);

}  // namespace floodwall::python
