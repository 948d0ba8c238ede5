#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/source_map.h"
#include "analyzer/text/span.h"

/// A program in the host language, as far as text flows through it: what a parser of the host (tree-sitter,
/// clang) is turned into, so that folding, flow, sinks, guards and lowering are written once.
///
/// Every span and every `written` is in bytes of the host file. Nodes live in their Program and point to each
/// other; all of it is immutable once the Program is made. Trees are never deeper than `deepest_nesting`:
/// what lies deeper is Opaque, so recursion over them is safe.
namespace floodwall::host {

constexpr int deepest_nesting = 200;

struct Expression;
struct Statement;
struct Function;
struct Class;

/// A piece of a text literal: bytes, or an expression that is put in (f"{x}").
struct TextPart {
  std::string bytes = {};                     ///< decoded
  std::vector<SourceMap::Piece> pieces = {};  ///< `bytes` -> host file
  const Expression* inserted = nullptr;       ///< instead of bytes
  std::string_view format = {};               ///< of an inserted one: "!r:>10", without braces
  Span at = {};                               ///< of the piece; of an inserted one with its braces
};

struct Argument {
  std::string_view name = {};  ///< of a keyword argument; empty: by position
  const Expression* value = nullptr;
  bool is_spread = false;  ///< *value or **value
  /// What the callee may do to the variable that it is given, as far as the call itself shows.
  enum class Use : std::uint8_t {
    Reads,
    Fills,    ///< by reference: a text that is empty gets one
    Extends,  ///< puts more behind it: a buffer, a stream
    Sets,     ///< gives it another value
  };
  Use use = Use::Reads;
};

struct Expression {
  enum class Kind : std::uint8_t {
    Opaque,   ///< anything else; `operands` are the expressions in it
    Text,     ///< a literal, adjacent ones joined: `parts`
    Number,   ///< `word`
    Boolean,  ///< `word` is "True" or "False"
    Nothing,  ///< None, nullptr
    Name,     ///< `word`
    Member,   ///< operands[0].word
    Call,     ///< operands[0](arguments)
    Index,    ///< operands[0][operands[1]]
    List,     ///< operands; a Tuple is one, too
    Tuple,
    Map,  ///< operands[2i]: operands[2i+1]; a key of nullptr is **spread
    /// operands[0] for operands[1] in operands[2] [for operands[3] in operands[4] …] if `arguments`, as a
    /// list
    Comprehension,
    Binary,   ///< operands joined by `word`: "+", "%", "==", "in", "not in", "and", "or", …; `a + b + c` is
              ///< one
    Not,      ///< not operands[0]
    Choice,   ///< operands[1] if operands[0] else operands[2]
    Binding,  ///< word := operands[0]
  };
  Kind kind = Kind::Opaque;
  Span at = {};
  std::string_view word = {};
  std::vector<const Expression*> operands = {};
  std::vector<Argument> arguments = {};
  std::vector<TextPart> parts = {};
  bool is_raw_template = false;  ///< a t-string: what is inserted is bound by the driver, not spliced
};

struct Import {
  std::string_view module = {};  ///< "a.b"; with its leading dots if relative
  std::string_view name = {};    ///< from module import name; empty: import module
  std::string_view alias = {};   ///< as …; empty: none
};

struct Statement {
  enum class Kind : std::uint8_t {
    Evaluate,  ///< `value` alone
    Assign,    ///< target = value; several targets are several statements; `value` may be null (x: int)
    Extend,    ///< target += value, or another operator in `word`
    If,        ///< value ? body : otherwise
    Loop,      ///< for target in value: body; while value: body (no target); otherwise: else
    With,      ///< with value as target: body; several are nested
    Try,       ///< body; handlers; otherwise (else); last (finally)
    Return,    ///< value or null; also `yield value`, with word = "yield"
    Raise,     ///< value or null
    Assert,    ///< value
    Leave,     ///< break, continue
    Share,     ///< the names in `target` (a Tuple) are those of the module (`word` is global) or of what is
               ///< around
    Function,
    Class,
    Import,
    Other,
  };
  Kind kind = Kind::Other;
  Span at = {};
  std::string_view word = {};
  const Expression* target = nullptr;
  const Expression* value = nullptr;
  const Expression* annotation = nullptr;  ///< of an Assign: x: Mapped[int] = …
  bool is_number = false;                  ///< of an Assign: the target is declared to hold numbers
  std::vector<const Statement*> body = {};
  std::vector<const Statement*> otherwise = {};
  std::vector<std::vector<const Statement*>> handlers = {};  ///< of Try
  std::vector<const Statement*> last = {};                   ///< of Try: runs in any case
  const Function* function = nullptr;
  const Class* klass = nullptr;
  std::vector<Import> imports = {};
};

struct Parameter {
  std::string_view name = {};
  const Expression* preset = nullptr;  ///< default value
  std::string_view annotation = {};
  bool is_spread = false;     ///< *args, **kwargs
  bool is_number = false;     ///< declared to be one
  bool is_reference = false;  ///< to something that is not const: the function may change what it is given
};

struct Function {
  std::string_view name = {};
  Span name_at = {};
  Span at = {};  ///< with its decorators
  std::vector<Parameter> parameters = {};
  std::vector<const Expression*> decorators = {};
  std::vector<const Statement*> body = {};
  const Class* owner = nullptr;
  bool is_constructor = false;  ///< it runs before the other methods, whatever its name is
};

struct Class {
  std::string_view name = {};
  Span name_at = {};
  Span at = {};
  std::vector<Argument> bases = {};  ///< with keyword arguments: metaclass=…, table=True
  std::vector<const Expression*> decorators = {};
  std::vector<const Statement*> body = {};
  const Class* owner = nullptr;
};

/// Owns its nodes. Points into the text of the file it was made of, which must outlive it.
class Program {
 public:
  std::string_view text;
  std::vector<const Statement*> body;
  std::vector<Span> comments;  ///< without line breaks

  Expression& add(Expression&& expression) { return expressions_.emplace_back(std::move(expression)); }
  Statement& add(Statement&& statement) { return statements_.emplace_back(std::move(statement)); }
  Function& add(Function&& function) { return functions_.emplace_back(std::move(function)); }
  Class& add(Class&& klass) { return classes_.emplace_back(std::move(klass)); }

  const std::deque<Expression>& expressions() const { return expressions_; }
  const std::deque<Statement>& statements() const { return statements_; }
  const std::deque<Function>& functions() const { return functions_; }  ///< in the order they stand
  const std::deque<Class>& classes() const { return classes_; }
  std::string_view written(Span at) const { return slice(text, at); }

 private:
  std::deque<Expression> expressions_;
  std::deque<Statement> statements_;
  std::deque<Function> functions_;
  std::deque<Class> classes_;
};

}  // namespace floodwall::host
