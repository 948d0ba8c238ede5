#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "frontends/host_values/program.h"
#include "frontends/host_values/value.h"

namespace floodwall::host {

/// The classes of a program, and what is known of their members: those of the class body, and what methods
/// give to the object's, whichever method it is.
class Members {
 public:
  explicit Members(const Program& program);

  /// The first of this name; nullptr: the program has none.
  const Class* class_named(std::string_view name) const;
  /// In the class body.
  void define(const Class& klass, std::string_view name, Value value);
  /// By a method: one of the values that the member may have. `replaced`: what it had before, if the value
  /// is that and more; nullptr: nobody knows.
  void give(const Class& klass, std::string_view name, const Value& value, const Value* replaced);

  /// Of the class or else of those it is made of. nullptr: not known.
  const Value* of(const Class& klass, std::string_view name) const;
  /// The same, of an object that may also be of a class that is made of this one.
  std::optional<Value> of_object(const Class& klass, std::string_view name) const;
  const Function* method(const Class& klass, std::string_view name) const;
  /// Whether some statement gives a member of this name to an object that is not the method's own: d->x = …
  bool is_given_from_outside(std::string_view name) const { return given_from_outside_.contains(name); }

  const std::map<const Class*, std::map<std::string_view, Value>>& all() const { return members_; }

 private:
  template <class See>
  void each_base(const Class& klass, const See& see) const;
  const Value* find(const Class& klass, std::string_view name, int depth) const;
  const Function* find_method(const Class& klass, std::string_view name, int depth) const;

  std::unordered_map<std::string_view, const Class*> classes_;
  std::map<const Class*, std::vector<const Class*>> derived_;  ///< directly
  std::map<std::pair<const Class*, std::string_view>, const Function*> methods_;
  std::map<const Class*, std::map<std::string_view, Value>> members_;
  std::unordered_set<std::string_view> given_from_outside_;
};

}  // namespace floodwall::host
