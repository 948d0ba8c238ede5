#pragma once
#include <cstdint>
#include <string_view>

namespace floodwall::cpp {

/// What a declared type can do with texts.
enum class TypeKind : std::uint8_t {
  Unknown,  ///< auto, a template's parameter
  Text,     ///< std::string, QString, const char*
  Stream,   ///< std::ostringstream: what is << into it is appended
  Buffer,   ///< PQExpBuffer, StringInfo: functions append to it
  List,     ///< std::vector, QStringList
  Scalar,   ///< a number
  Other,    ///< a class of somebody's
};

/// The last name of a written type, without its arguments: "vector" of "const std::vector<int>&".
std::string_view name_of_type(std::string_view written);
TypeKind kind_of_type(std::string_view written);

/// A variable as it was declared.
struct Declared {
  std::string_view type = {};  ///< as written
  TypeKind kind = TypeKind::Unknown;
  bool is_pointer = false;
  bool is_array = false;

  /// For the characters of a text.
  bool is_buffer() const { return type == "char" && is_pointer != is_array; }
  bool is_number() const { return kind == TypeKind::Scalar && !is_pointer && !is_array; }
};

}  // namespace floodwall::cpp
