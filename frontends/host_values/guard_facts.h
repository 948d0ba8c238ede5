#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/host_routine.h"
#include "frontends/host_values/origin.h"

namespace floodwall::host {

/// What is known of a function that looks at a database.
struct KnownCheck {
  GuardStrength refuses = GuardStrength::None;  ///< it raises, skips or exits in a wrong database
  GuardStrength tells = GuardStrength::None;    ///< what it returns says which database it is
  bool judges_argument = false;  ///< both depend on what it is given: a check if that is a database's name

  bool operator==(const KnownCheck&) const = default;
};

/// Of two functions, or of one that more is known of by now: all that either of them checks.
KnownCheck stronger(const KnownCheck& left, const KnownCheck& right);

/// A function that other files may call for its check, or a fixture that their tests may ask for.
struct CheckingFunction {
  std::string name;  ///< without module and class
  KnownCheck check;
};

/// Everything of a kind below a folder runs behind a check, or in a database that has been chosen for it.
struct FolderGuard {
  enum class Of : std::uint8_t { Migrations, Tests };
  Of of = Of::Tests;
  std::string folder;  ///< without a slash at its end; empty: everywhere
  GuardStrength strength = GuardStrength::None;
  std::string run_by = {};  ///< path of the file that runs the migrations below the folder, if it is one
};

/// What one file tells the others about checks of the database.
struct GuardFacts {
  std::vector<CheckingFunction> functions;
  std::vector<FolderGuard> folders;
  std::vector<NamedOrigin> origins;
};

/// What all files together say. Of several functions of one name the most careful one counts: who cannot tell
/// which one is meant stays silent.
class GuardIndex {
 public:
  void add(const GuardFacts& facts);

  /// nullopt: nobody defines such a function.
  std::optional<KnownCheck> check_named(std::string_view name) const;
  /// Of a fixture's name or "app.db.engine", from whichever file it follows in the end.
  std::optional<Origin> origin_of(std::string_view path) const;
  GuardStrength of_folder(FolderGuard::Of of, std::string_view path) const;
  /// The path of the file that runs the migration `path`: the nearest one; empty if there is none.
  std::string_view runner_of(std::string_view path) const;

  /// Of what is asked for: see HostFacts::asks.
  static std::uint64_t hash_of_function(std::string_view name);
  static std::uint64_t hash_of_folders(FolderGuard::Of of);
  static std::uint64_t hash_of_origin(std::string_view path);
  std::vector<std::uint64_t> answers() const;

 private:
  std::map<std::string, CheckingFunction, std::less<>> functions_;
  std::vector<FolderGuard> folders_;
  std::map<std::string, std::vector<NamedOrigin>, std::less<>> origins_;  ///< by the last two names
};

}  // namespace floodwall::host
