#pragma once
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "frontends/host_values/flow.h"
#include "frontends/python/lowering/call_book.h"

namespace floodwall::python {

/// The classes of one file with what their bodies define. Views live as long as the program and the walk's
/// result.
class ClassBook {
 public:
  ClassBook(const CallBook& book, host::Flow& flow, const host::FlowResult& result);

  const CallBook& calls() const { return book_; }
  const host::Program& program() const { return book_.program(); }
  host::Flow& flow() const { return flow_; }

  /// The class that an expression names, if this file defines it.
  const host::Class* find(const host::Expression& expression) const;
  const host::Class* find(std::string_view name) const;
  /// What a class assigns to a name in its body.
  Given attribute(const host::Class& klass, std::string_view name) const;
  /// A class in its body: `class Meta`.
  const host::Class* inner(const host::Class& klass, std::string_view name) const;
  const host::Function* method(const host::Class& klass, std::string_view name) const;
  /// The statement that assigns it.
  static const host::Statement* assignment(const host::Class& klass, std::string_view name);

 private:
  const CallBook& book_;
  host::Flow& flow_;
  const host::FlowResult& result_;
  std::unordered_map<std::string_view, const host::Class*> by_name_;  ///< outermost ones; the first of a name
};

/// How far up the bases of a class are read, and how many of them: bases can be many, and go in circles.
constexpr int deepest_base = 20;
constexpr std::size_t most_bases = 200;

/// Whether a statement of a class's body runs others only sometimes: what they define may not be there.
bool is_conditional(const host::Statement& statement);

/// Whether an attribute of the class is certainly True; `otherwise` if it has none. Unknown counts as True.
bool is_true(const ClassBook& classes, const host::Class& klass, std::string_view name, bool otherwise);

}  // namespace floodwall::python
