#pragma once
#include <string>

#include "analyzer/text/host_routine.h"

namespace floodwall::host {

/// Where a connection comes from, and the words of the program that say so.
struct Origin {
  DatabaseOrigin kind = DatabaseOrigin::Unknown;
  std::string said_by = {};
  /// What another file knows better, if it knows it: a fixture's name, or "app.db.engine". `kind` is what to
  /// believe if nobody does.
  std::string follows = {};

  bool is_known() const { return kind != DatabaseOrigin::Unknown; }
  /// Nobody misses what is lost there.
  bool is_harmless() const { return kind == DatabaseOrigin::TestOnly || kind == DatabaseOrigin::ThrowAway; }
};

/// What is more certain, or at least says more.
Origin stronger(Origin left, Origin right);

/// What a file says of a name that others may use: a fixture, a variable or a function of a module.
struct NamedOrigin {
  std::string path;  ///< "app.db.engine"; a fixture's name alone
  Origin origin;
};

}  // namespace floodwall::host
