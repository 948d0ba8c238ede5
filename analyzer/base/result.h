#pragma once
#include <expected>
#include <string>
#include <utility>

namespace floodwall {

/// What went wrong with the world (a file, a configuration, a process), in one sentence for the user.
struct Error {
  std::string message;
};

/// A value, or the reason there is none. For the world only: the user's SQL yields findings, our bugs hit
/// `never`.
template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> failure(std::string message) {
  return std::unexpected(Error{std::move(message)});
}

}  // namespace floodwall
