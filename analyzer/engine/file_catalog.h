#pragma once
#include <string_view>

#include "analyzer/catalog/catalog.h"
#include "analyzer/catalog/session.h"
#include "analyzer/sql/nodes.h"

namespace floodwall {

/// What the statements of one file meet, one after the other: the project's catalog at the file, with what
/// those before have made of it. One thread at a time.
class FileCatalog {
 public:
  /// `is_migration`: what one run has done is there for the next; scripts and programs run whenever they
  /// like, so that each of their runs begins with what the project has.
  FileCatalog(const Catalog& start, bool is_migration)
      : start_(start), is_migration_(is_migration), session_(start) {}

  /// Changes with each call of the functions below.
  const Catalog& now() const { return session_.catalog(); }
  /// A connection begins.
  void start_run() { session_ = is_migration_ ? Session(Catalog(now())) : Session(start_); }
  /// A statement that PostgreSQL would refuse here changes nothing.
  void apply(const Node& statement, std::string_view sql);

 private:
  const Catalog& start_;
  bool is_migration_;
  Session session_;
};

}  // namespace floodwall
