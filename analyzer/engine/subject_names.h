#pragma once
#include <string>
#include <string_view>

namespace floodwall {

/// The bare names of the table, view or sequence that a statement is about, as its first words tell: a parse
/// would cost as much as the replay that comes later.
struct SubjectNames {
  std::string made = {};     ///< by CREATE, SELECT … INTO or RENAME TO
  std::string altered = {};  ///< by ALTER, which does not make it
};

/// `sql` is one statement that PostgreSQL parses.
SubjectNames names_in(std::string_view sql);

}  // namespace floodwall
