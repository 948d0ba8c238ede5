#pragma once
// PostgreSQL's parse tree nodes under their own names: TruncateStmt, RangeVar, DROP_CASCADE …
// (src/include/nodes/parsenodes.h, primnodes.h). The only way into PostgreSQL's headers for the rest of
// Floodwall; the macros that would hurt C++ are taken back at once.

extern "C" {
#include "postgres.h"

#include "catalog/pg_class.h"
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "nodes/primnodes.h"
#include "nodes/value.h"
}

#undef _
#undef Abs
#undef Assert
#undef ERROR
#undef FATAL
#undef INFO
#undef LOG
#undef Max
#undef Min
#undef NOTICE
#undef WARNING
#undef dgettext
#undef dngettext
#undef foreach
#undef fprintf
#undef gettext
#undef ngettext
#undef printf
#undef snprintf
#undef sprintf
#undef strerror
#undef strerror_r
#undef vfprintf
#undef vprintf
#undef vsnprintf
#undef vsprintf

#include <cstddef>
#include <string_view>

namespace floodwall {

/// The NodeTag of a node type: tag_of<TruncateStmt> == T_TruncateStmt.
template <class NodeType>
inline constexpr NodeTag tag_of = T_Invalid;
#define FLOODWALL_NODE(name) \
  template <>                \
  inline constexpr NodeTag tag_of<name> = T_##name;
#include "node_traits.inc"
#undef FLOODWALL_NODE
template <>
inline constexpr NodeTag tag_of<Integer> = T_Integer;
template <>
inline constexpr NodeTag tag_of<Boolean> = T_Boolean;
template <>
inline constexpr NodeTag tag_of<String> = T_String;
template <>
inline constexpr NodeTag tag_of<List> = T_List;

/// The node as a `NodeType`, or nullptr if it is none or of another type.
template <class NodeType>
const NodeType* node_cast(const void* node) {
  static_assert(tag_of<NodeType> != T_Invalid, "not a node that a parse tree holds");
  if (node == nullptr || static_cast<const Node*>(node)->type != tag_of<NodeType>) return nullptr;
  return static_cast<const NodeType*>(node);
}

/// The elements of a List that are of one type: `for (const RangeVar& relation :
/// each<RangeVar>(stmt.relations))`. `each<Node>` visits all that are not null. NIL is an empty list.
template <class NodeType>
class each {
 public:
  explicit each(const List* list) : list_(list) {}

  class iterator {
   public:
    iterator(const List* list, int index) : list_(list), index_(index) { skip(); }
    const NodeType& operator*() const {
      return *static_cast<const NodeType*>(list_->elements[index_].ptr_value);
    }
    iterator& operator++() {
      ++index_;
      skip();
      return *this;
    }
    bool operator!=(const iterator& other) const { return index_ != other.index_; }

   private:
    void skip() {
      while (list_ != nullptr && index_ < list_->length && !fits(list_->elements[index_].ptr_value)) ++index_;
    }
    static bool fits(const void* element) {
      if constexpr (tag_of<NodeType> == T_Invalid) {
        return element != nullptr;
      } else {
        return node_cast<NodeType>(element) != nullptr;
      }
    }
    const List* list_;
    int index_;
  };

  iterator begin() const { return {list_, 0}; }
  iterator end() const { return {list_, list_ == nullptr ? 0 : list_->length}; }

 private:
  const List* list_;
};

inline int length_of(const List* list) { return list == nullptr ? 0 : list->length; }
/// The i-th element, or nullptr if there is none.
inline const Node* element_of(const List* list, int index) {
  return index < length_of(list) ? static_cast<const Node*>(list->elements[index].ptr_value) : nullptr;
}
/// The text of a String node; empty for any other node.
inline std::string_view string_of(const void* node) {
  const String* string = node_cast<String>(node);
  return string == nullptr ? std::string_view() : std::string_view(string->sval);
}
/// A char* field as text; nullptr becomes empty.
inline std::string_view view_of(const char* text) { return text == nullptr ? std::string_view() : text; }

}  // namespace floodwall
