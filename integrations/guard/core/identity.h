#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "integrations/guard/core/policy.h"

namespace floodwall::guard {

/// What a connection says about the database at its other end.
struct Identity {
  std::string database = {};
  std::string user = {};
  std::string address = {};  ///< inet_server_addr(); empty: a socket of this machine
  std::string system = {};   ///< pg_control_system().system_identifier: of the cluster, kept by no dump
  std::string mark = {};     ///< the setting floodwall.database, as ALTER DATABASE has left it
};

/// A query of one row with one text. Names no object by search_path.
const std::string& identity_question();
/// The same without the cluster's number, which a role may have no right to. A mark then counts for nothing.
const std::string& identity_question_without_system();
/// From that text; nothing if it is something else.
std::optional<Identity> parse_identity(std::string_view json);

/// What a mark says, and how it is spelt: bound to the name and the cluster, so that neither a copy under
/// another name nor a restored dump carries it along.
std::string mark_for(const Identity& identity, std::string_view kind);
/// ALTER DATABASE … SET, or RESET if `kind` is empty.
std::string mark_statement(const Identity& identity, std::string_view kind);

struct DatabaseJudgement {
  bool is_test = false;
  std::string because = {};  ///< "its name holds the word test"
};
/// `host`: what the program connects to, empty if unknown; no `identity`: nobody has told. What is not known
/// counts as production.
DatabaseJudgement judge(const std::optional<Identity>& identity, std::string_view host, const Policy& policy);

}  // namespace floodwall::guard
