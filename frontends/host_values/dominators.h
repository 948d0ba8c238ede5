#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "frontends/host_values/program.h"

namespace floodwall::host {

/// Something that is certain to have happened before a point of the program: a condition that held or did
/// not, or a call that returned. A list from the latest to the first, ending in nullptr.
struct Dominator {
  enum class Kind : std::uint8_t {
    Held,      ///< `expression` was true: in `if x:`, after `assert x`, after `if not x: raise`
    Failed,    ///< `expression` was false
    Returned,  ///< the call `expression` came back
    Entered,   ///< `with expression:` began
    Left,      ///< and ended
  };
  Kind kind;
  const Expression* expression;
  std::string path;  ///< of a call: its callee, names resolved
  const Dominator* before;
  std::size_t depth;  ///< how many there are, with this one
};

/// The lists of a run: each point of it has one, and they share what is older. Owns all of them.
class Dominators {
 public:
  /// What is certain at the point at hand; nullptr: nothing.
  const Dominator* latest() const { return latest_; }
  void go_to(const Dominator* latest) { latest_ = latest; }
  void push(Dominator::Kind kind, const Expression* expression, std::string path = {});
  /// What is certain where two ways meet.
  static const Dominator* common(const Dominator* left, const Dominator* right);

 private:
  std::deque<Dominator> all_;
  const Dominator* latest_ = nullptr;
};

}  // namespace floodwall::host
