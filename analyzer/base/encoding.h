#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Values as bytes and back, for this machine and this build of the program alone. What a type consists of is
/// said once, by `visit_fields(value, fields)`, which calls `fields("name", member)` for each member in turn:
/// the encoder, the decoder and whoever shows a value to people all go by it. The overloads must be seen
/// where `encode` and `decode` are called.
namespace floodwall {

/// T, const or not: what `visit_fields` takes.
template <class T, class Of>
concept Like = std::same_as<std::remove_cvref_t<T>, Of>;

template <class T>
concept Plain = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// Appends to a text. Never fails.
class Encoder {
 public:
  explicit Encoder(std::string& bytes) : bytes_(bytes) {}

  template <Plain T>
  void put(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    bytes_.append(text);
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  template <class T>
  void put(const std::vector<T>& values) {
    put(static_cast<std::uint32_t>(values.size()));
    for (const T& value : values) put(value);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class T>
    requires std::is_class_v<T>
  void put(const T& value) {
    visit_fields(value, *this);
  }

  template <class T>
  void operator()(std::string_view, const T& member) {
    put(member);
  }

 private:
  std::string& bytes_;
};

/// Reads what an Encoder has written. Damaged bytes make it fail, nothing worse; what has been read by then
/// is not to be used.
class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : bytes_(bytes) {}

  /// Whether all went well so far.
  bool is_good() const { return is_good_; }
  bool is_at_end() const { return bytes_.empty(); }

  template <Plain T>
  void get(T& value) {
    if (bytes_.size() < sizeof value) return fail();
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
  }
  void get(bool& value) {
    std::uint8_t byte = 0;
    get(byte);
    value = byte != 0;
  }
  void get(std::string& text) {
    const std::size_t size = count();
    text.assign(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
  }
  template <class T>
  void get(std::vector<T>& values) {
    const std::size_t size = count();  // each takes a byte at least
    values.clear();
    values.reserve(std::min<std::size_t>(size, most_at_once));
    for (std::size_t i = 0; i < size && is_good_; ++i) get(values.emplace_back());
  }
  template <class T>
  void get(std::optional<T>& value) {
    bool has_value = false;
    get(has_value);
    value.reset();
    if (has_value && is_good_) get(value.emplace());
  }
  template <class T>
    requires std::is_class_v<T>
  void get(T& value) {
    visit_fields(value, *this);
  }

  template <class T>
  void operator()(std::string_view, T& member) {
    if (is_good_) get(member);
  }

 private:
  static constexpr std::size_t most_at_once = 1024;

  std::size_t count() {
    std::uint32_t size = 0;
    get(size);
    if (bytes_.size() < size) fail();
    return is_good_ ? size : 0;
  }
  void fail() {
    is_good_ = false;
    bytes_ = {};
  }

  std::string_view bytes_;
  bool is_good_ = true;
};

template <class T>
std::string encode(const T& value) {
  std::string bytes;
  Encoder(bytes).put(value);
  return bytes;
}

/// Nothing if the bytes are not exactly what `encode` made of a T.
template <class T>
std::optional<T> decode(std::string_view bytes) {
  std::optional<T> value(std::in_place);
  Decoder decoder(bytes);
  decoder.get(*value);
  if (!decoder.is_good() || !decoder.is_at_end()) value.reset();
  return value;
}

}  // namespace floodwall
