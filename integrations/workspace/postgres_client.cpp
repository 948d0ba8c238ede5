#include "integrations/workspace/postgres_client.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "analyzer/base/result.h"
#include "analyzer/sql/lexer.h"

namespace floodwall {
namespace {

// The part of libpq-fe.h that is needed. All of it is older than the versions of PostgreSQL that we know.
struct PGconn;
struct PGresult;
struct PQconninfoOption {
  char* keyword;
  char* envvar;
  char* compiled;
  char* val;
  char* label;
  char* dispchar;
  int dispsize;
};
// libpq-fe.h: CONNECTION_OK, PGRES_COMMAND_OK, PGRES_TUPLES_OK.
enum PgConnectionStatus { connection_ok };
enum PgResultStatus { command_ok = 1, tuples_ok = 2 };

struct Libpq {
  PQconninfoOption* (*conninfo_parse)(const char*, char**) = nullptr;
  void (*conninfo_free)(PQconninfoOption*) = nullptr;
  void (*free_memory)(void*) = nullptr;
  PGconn* (*connect)(const char* const*, const char* const*, int) = nullptr;
  void (*finish)(PGconn*) = nullptr;
  int (*status)(const PGconn*) = nullptr;
  char* (*error_message)(const PGconn*) = nullptr;
  int (*server_version)(const PGconn*) = nullptr;
  char* (*host)(const PGconn*) = nullptr;
  void (*(*set_notice_processor)(PGconn*, void (*)(void*, const char*), void*))(void*, const char*) = nullptr;
  PGresult* (*exec)(PGconn*, const char*) = nullptr;
  int (*result_status)(const PGresult*) = nullptr;
  int (*row_count)(const PGresult*) = nullptr;
  char* (*get_value)(const PGresult*, int, int) = nullptr;
  void (*clear)(PGresult*) = nullptr;
};

constexpr const char* library_name = "libpq.so.5";

template <class Function>
bool look_up(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

/// Never unloaded: it may have started threads and at-exit handlers.
Result<const Libpq*> load_libpq() {
  static Libpq libpq;
  static bool is_loaded = false;
  if (is_loaded) return &libpq;
  void* library = ::dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return failure(fmt::format(
        "PostgreSQL's client library {} cannot be loaded; Debian's package of it is libpq5", library_name));
  }
  is_loaded =
      look_up(library, "PQconninfoParse", libpq.conninfo_parse) &&
      look_up(library, "PQconninfoFree", libpq.conninfo_free) &&
      look_up(library, "PQfreemem", libpq.free_memory) &&
      look_up(library, "PQconnectdbParams", libpq.connect) && look_up(library, "PQfinish", libpq.finish) &&
      look_up(library, "PQstatus", libpq.status) && look_up(library, "PQerrorMessage", libpq.error_message) &&
      look_up(library, "PQserverVersion", libpq.server_version) && look_up(library, "PQhost", libpq.host) &&
      look_up(library, "PQsetNoticeProcessor", libpq.set_notice_processor) &&
      look_up(library, "PQexec", libpq.exec) && look_up(library, "PQresultStatus", libpq.result_status) &&
      look_up(library, "PQntuples", libpq.row_count) && look_up(library, "PQgetvalue", libpq.get_value) &&
      look_up(library, "PQclear", libpq.clear);
  if (!is_loaded) return failure(fmt::format("{} is not the library that it should be", library_name));
  return &libpq;
}

/// libpq ends its messages in a line end, and some have several lines.
std::string one_line(std::string_view message) {
  std::string line;
  for (const char byte : message) {
    if (byte == '\n' || byte == '\t') {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else {
      line += byte;
    }
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Where passwords stand, as people see it: a URL's is all up to the last `@`, though libpq would end it at
/// the first `/`.
std::vector<Range> passwords_in(std::string_view connection) {
  std::vector<Range> found;
  const std::size_t scheme = connection.find("://");
  std::size_t begin = 0;
  if (scheme != std::string_view::npos) {
    begin = scheme + 3;
    const std::size_t at = connection.rfind('@');
    const std::size_t colon = connection.find(':', begin);
    if (at != std::string_view::npos && colon < at) {
      found.push_back({colon + 1, at});
      begin = at;
    }
  }
  const std::string lower = lower_case(connection);
  for (std::size_t word = lower.find("password", begin); word != std::string::npos;
       word = lower.find("password", word + 1)) {
    std::size_t value = word + 8;
    while (value < lower.size() && lower[value] == ' ') ++value;
    if (lower.size() <= value || lower[value] != '=') continue;
    do {
      ++value;
    } while (value < lower.size() && lower[value] == ' ');
    std::size_t end = value;
    if (value < lower.size() && lower[value] == '\'') {
      for (++end; end < lower.size() && lower[end] != '\''; ++end) {
        if (lower[end] == '\\') ++end;
      }
      end = std::min(end + 1, lower.size());
    } else {
      end = std::min(lower.find_first_of(scheme == std::string_view::npos ? " " : "&", value), lower.size());
    }
    if (value < end) found.push_back({value, end});
    word = end - 1;
  }
  return found;
}

/// The password that libpq reads in a connection string; nothing if it cannot read the string.
std::optional<std::string> parsed_password(const Libpq& libpq, const std::string& connection,
                                           std::string& error) {
  char* message = nullptr;
  PQconninfoOption* options = libpq.conninfo_parse(connection.c_str(), &message);
  if (options == nullptr) {
    error = message == nullptr ? "out of memory" : one_line(message);
    libpq.free_memory(message);
    return std::nullopt;
  }
  std::string password;
  for (const PQconninfoOption* each = options; each->keyword != nullptr; ++each) {
    if (std::string_view(each->keyword) == "password" && each->val != nullptr) password = each->val;
  }
  libpq.conninfo_free(options);
  return password;
}

std::string replaced(std::string text, const std::string& secret) {
  if (secret.empty()) return text;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
    text.replace(at, secret.size(), "***");
  }
  return text;
}

}  // namespace

struct PostgresConnection::Session {
  const Libpq* libpq;
  PGconn* connection;
  std::string password;  ///< to be kept out of messages

  Session(const Libpq* library, PGconn* opened, std::string secret)
      : libpq(library), connection(opened), password(std::move(secret)) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { libpq->finish(connection); }

  std::string error() const { return replaced(one_line(libpq->error_message(connection)), password); }
};

std::string without_password(std::string_view connection) {
  std::string text;
  std::size_t done = 0;
  for (const Range& each : passwords_in(connection)) {
    text += std::string(connection.substr(done, each.begin - done)) + "***";
    done = each.end;
  }
  return text + std::string(connection.substr(done));
}

Result<PostgresConnection> PostgresConnection::open(const std::string& connection) {
  const Result<const Libpq*> loaded = load_libpq();
  if (!loaded) return failure(loaded.error().message);
  const Libpq& libpq = **loaded;
  const std::string shown = without_password(connection);
  const bool has_password = shown != connection;
  std::string error;
  const std::optional<std::string> password = parsed_password(libpq, connection, error);
  // Where libpq sees no password and people do, its messages may hold pieces of it.
  const bool is_torn = has_password && (!password || password->empty());
  const std::string advice = "not understood; characters of a password like / and @ must be written as %XX";
  if (!password) return failure(fmt::format("{}: {}", shown, is_torn ? advice : error));
  std::vector<const char*> keywords = {"fallback_application_name"};
  std::vector<const char*> values = {"floodwall"};
  if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) {
    keywords.push_back("connect_timeout");
    values.push_back("10");
  }
  for (const auto& [keyword, value] :
       {std::pair("dbname", connection.c_str()), std::pair("client_encoding", "UTF8"),
        std::pair<const char*, const char*>(nullptr, nullptr)}) {
    keywords.push_back(keyword);
    values.push_back(value);
  }
  PGconn* opened = libpq.connect(keywords.data(), values.data(), 1);
  if (opened == nullptr) return failure("out of memory");
  const auto session = std::make_shared<Session>(&libpq, opened, *password);
  if (libpq.status(opened) != connection_ok) {
    return failure(fmt::format("{}: {}", shown, is_torn ? advice : session->error()));
  }
  libpq.set_notice_processor(opened, [](void*, const char*) {}, nullptr);
  return PostgresConnection(session);
}

Result<std::string> PostgresConnection::value(const std::string& query) {
  const Libpq& libpq = *session_->libpq;
  PGresult* result = libpq.exec(session_->connection, query.c_str());
  const int status = result == nullptr ? -1 : libpq.result_status(result);
  std::string found;
  if (status == tuples_ok && 0 < libpq.row_count(result)) found = libpq.get_value(result, 0, 0);
  if (result != nullptr) libpq.clear(result);
  if (status == tuples_ok || status == command_ok) return found;
  return failure(session_->error());
}

std::string PostgresConnection::host() const {
  const char* const host = session_->libpq->host(session_->connection);
  return host == nullptr ? "" : host;
}

int PostgresConnection::version() const { return session_->libpq->server_version(session_->connection); }

}  // namespace floodwall
