#include <array>
#include <cstddef>
#include <string_view>

#include "frontends/cpp/syntax/reader/tokens.h"

namespace floodwall::cpp {
namespace {

struct Keyword {
  std::string_view word;
  Key key;
};
constexpr std::array keywords = std::to_array<Keyword>({
    {"static", Key::Specifier},
    {"inline", Key::Specifier},
    {"virtual", Key::Specifier},
    {"explicit", Key::Specifier},
    {"register", Key::Specifier},
    {"thread_local", Key::Specifier},
    {"__inline", Key::Specifier},
    {"__inline__", Key::Specifier},
    {"__thread", Key::Specifier},
    {"const", Key::Qualifier},
    {"volatile", Key::Qualifier},
    {"constexpr", Key::Qualifier},
    {"restrict", Key::Qualifier},
    {"__restrict__", Key::Qualifier},
    {"mutable", Key::Qualifier},
    {"constinit", Key::Qualifier},
    {"consteval", Key::Qualifier},
    {"__extension__", Key::Qualifier},
    {"_Atomic", Key::Qualifier},
    {"_Noreturn", Key::Qualifier},
    {"noreturn", Key::Qualifier},
    {"bool", Key::Primitive},
    {"char", Key::Primitive},
    {"int", Key::Primitive},
    {"float", Key::Primitive},
    {"double", Key::Primitive},
    {"void", Key::Primitive},
    {"size_t", Key::Primitive},
    {"ssize_t", Key::Primitive},
    {"ptrdiff_t", Key::Primitive},
    {"intptr_t", Key::Primitive},
    {"uintptr_t", Key::Primitive},
    {"charptr_t", Key::Primitive},
    {"nullptr_t", Key::Primitive},
    {"max_align_t", Key::Primitive},
    {"int8_t", Key::Primitive},
    {"int16_t", Key::Primitive},
    {"int32_t", Key::Primitive},
    {"int64_t", Key::Primitive},
    {"uint8_t", Key::Primitive},
    {"uint16_t", Key::Primitive},
    {"uint32_t", Key::Primitive},
    {"uint64_t", Key::Primitive},
    {"char8_t", Key::Primitive},
    {"char16_t", Key::Primitive},
    {"char32_t", Key::Primitive},
    {"char64_t", Key::Primitive},
    {"signed", Key::Size},
    {"unsigned", Key::Size},
    {"long", Key::Size},
    {"short", Key::Size},
    {"auto", Key::Auto},
    {"decltype", Key::Decltype},
    {"typename", Key::Typename},
    {"class", Key::Class},
    {"struct", Key::Struct},
    {"union", Key::Union},
    {"enum", Key::Enum},
    {"typedef", Key::Typedef},
    {"template", Key::Template},
    {"namespace", Key::Namespace},
    {"using", Key::Using},
    {"extern", Key::Extern},
    {"friend", Key::Friend},
    {"static_assert", Key::StaticAssert},
    {"public", Key::Access},
    {"private", Key::Access},
    {"protected", Key::Access},
    {"operator", Key::Operator},
    {"if", Key::If},
    {"else", Key::Else},
    {"for", Key::For},
    {"while", Key::While},
    {"do", Key::Do},
    {"switch", Key::Switch},
    {"case", Key::Case},
    {"default", Key::Default},
    {"return", Key::Return},
    {"co_return", Key::CoReturn},
    {"co_yield", Key::CoYield},
    {"co_await", Key::CoAwait},
    {"throw", Key::Throw},
    {"try", Key::Try},
    {"catch", Key::Catch},
    {"break", Key::Break},
    {"continue", Key::Continue},
    {"goto", Key::Goto},
    {"new", Key::New},
    {"delete", Key::Delete},
    {"this", Key::This},
    {"true", Key::True},
    {"TRUE", Key::True},
    {"false", Key::False},
    {"FALSE", Key::False},
    {"NULL", Key::Null},
    {"nullptr", Key::Null},
    {"sizeof", Key::Sizeof},
    {"noexcept", Key::Noexcept},
    {"final", Key::Final},
    {"override", Key::Final},
    {"__attribute__", Key::Attribute},
    {"__attribute", Key::Attribute},
    {"__declspec", Key::Attribute},
    {"and", Key::WordOperator},
    {"or", Key::WordOperator},
    {"not", Key::WordOperator},
    {"xor", Key::WordOperator},
    {"bitand", Key::WordOperator},
    {"bitor", Key::WordOperator},
    {"compl", Key::WordOperator},
    {"not_eq", Key::WordOperator},
    {"asm", Key::Strange},
    {"__asm__", Key::Strange},
    {"__asm", Key::Strange},
    {"requires", Key::Strange},
    {"concept", Key::Strange},
    {"alignas", Key::Attribute},
    {"_Alignas", Key::Attribute},
    {"_Generic", Key::Strange},
    {"__try", Key::Strange},
    {"__except", Key::Strange},
    {"__finally", Key::Strange},
    {"__based", Key::Strange},
    {"__cdecl", Key::Specifier},
    {"__stdcall", Key::Specifier},
    {"__fastcall", Key::Specifier},
    {"__leave", Key::Strange},
    {"alignof", Key::Strange},
    {"_Alignof", Key::Strange},
    {"__alignof__", Key::Strange},
    {"__volatile__", Key::Qualifier},
    {"__forceinline", Key::Specifier},
    {"__alignof", Key::Strange},
    {"__unaligned", Key::Specifier},
});

constexpr std::size_t slots = 1024;
constexpr std::size_t slot_of(std::string_view word) {
  const auto at = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(word[i]));
  };
  return (word.size() * 131 + at(0) * 37 + at(1) * 7 + at(word.size() - 1) * 61 + at(word.size() / 2) * 17) %
         slots;
}

}  // namespace

Key key_of(std::string_view word) {
  static const auto table = [] {
    std::array<const Keyword*, slots> made = {};
    for (const Keyword& each : keywords) {
      std::size_t slot = slot_of(each.word);
      while (made[slot] != nullptr) slot = (slot + 1) % slots;
      made[slot] = &each;
    }
    return made;
  }();
  if (word.size() < 2 || 13 < word.size()) return Key::None;
  for (std::size_t slot = slot_of(word); table[slot] != nullptr; slot = (slot + 1) % slots) {
    if (table[slot]->word == word) return table[slot]->key;
  }
  return Key::None;
}

}  // namespace floodwall::cpp
