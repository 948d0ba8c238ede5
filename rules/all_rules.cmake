cmake_minimum_required(VERSION 3.25)
# cmake -DTEXTS="…/locking/a.md;…" -DOUT=all_rules.cpp -P all_rules.cmake
# Writes the array behind all_rules(): a plain table, so no static constructor that a linker might drop.
# The texts only ever stand in quoted arguments: unquoted, CMake would split them at ';' and join them at '['.
set(declarations "")
set(entries "")
foreach(text_file IN LISTS TEXTS)
  cmake_path(GET text_file STEM name)
  cmake_path(GET text_file PARENT_PATH folder)
  cmake_path(GET folder FILENAME group)
  file(READ "${text_file}" text)
  if(text MATCHES "\\)__md__\"")
    message(FATAL_ERROR "${text_file} holds the mark that ends its own embedding: )__md__\"")
  endif()
  string(REPLACE "\n## " "\n)__md__\"\n     R\"__md__(## " text "${text}")  # one literal a section: compilers limit their length
  string(APPEND declarations "extern const Rule ${name};\n")
  string(APPEND entries "    {\"rules/${group}/${name}\", &rules::${name},\n     R\"__md__(${text})__md__\"},\n")
endforeach()
list(LENGTH TEXTS count)
if(count EQUAL 0)
  set(body "std::span<const RegisteredRule> all_rules() { return {}; }")
else()
  set(body "std::span<const RegisteredRule> all_rules() {
  static constexpr RegisteredRule table[] = {
${entries}  };
  return table;
}")
endif()
file(WRITE "${OUT}" "// Generated from the contents of rules/. Do not edit.
#include \"analyzer/rule/registry.h\"

namespace floodwall {
namespace rules {
${declarations}}  // namespace rules

${body}

}  // namespace floodwall
")
