#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/base/result.h"

namespace floodwall {

/// One connection to a PostgreSQL server through the machine's libpq, which is loaded when the first one is
/// opened: a program that asks no server does not pay for it.
class PostgresConnection {
 public:
  /// `connection` is what libpq takes: postgres://… or key=value words; what it does not say comes from
  /// PGHOST and the like. No error holds a password.
  static Result<PostgresConnection> open(const std::string& connection);

  /// The first value of the first row; empty if there is none or it is NULL.
  Result<std::string> value(const std::string& query);

  /// What it has connected to: a name, an address, or the folder of a socket.
  std::string host() const;

  /// 150004 is 15.4.
  int version() const;

 private:
  struct Session;
  explicit PostgresConnection(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  std::shared_ptr<Session> session_;
};

/// `connection` for messages: passwords are "***".
std::string without_password(std::string_view connection);

}  // namespace floodwall
