#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/text/sql_fragment.h"
#include "frontends/host_values/guard_facts.h"

namespace floodwall::host {

/// Whose names a file speaks; a script: nobody's. C, C++ and ECPG are one: each calls what the others define.
enum class Language : std::uint8_t { None, Python, Cpp };
constexpr std::size_t languages = 3;

/// A function whose parameter ends up as the text of a sink.
struct Wrapper {
  std::string name;          ///< of the function or method, without its module and class
  std::size_t position = 0;  ///< of the parameter, receiver not counted
  std::string parameter;     ///< its name
  Certainty certainty = Certainty::Database;
  friend bool operator==(const Wrapper&, const Wrapper&) = default;
};

/// A text that a module keeps under a name.
struct Constant {
  std::string module;  ///< dotted, as far as the path tells: "app.db.queries"
  std::string name;
  std::string text;
};

/// A parameter that a function hands on, as it is, to a callee that we do not know.
struct Forward {
  Wrapper from;
  std::string callee;  ///< its last name
  std::size_t position = 0;
  std::string keyword;  ///< empty: by position
};

/// A text of another file that is handed to a sink here.
struct SunkConstant {
  std::string path;  ///< "app.db.queries.FIND_USER"
  std::string api;
  Certainty certainty = Certainty::Database;
};

/// What one file tells the others. Small, and a function of the file alone: may be cached by its content.
struct HostFacts {
  Language language = Language::None;
  std::vector<Wrapper> wrappers;
  std::vector<Forward> forwards;
  std::vector<Constant> constants;
  std::vector<SunkConstant> sunk;
  GuardFacts guards;
  /// What would be looked at differently if somebody defined it: hashes of names (see `hash_of_name`).
  std::vector<std::uint64_t> asks;
  bool is_worth_compiling = false;  ///< a compiler may know more of it than its syntax shows
};

/// Of a wrapper's name; of a constant's path, by its last two names; of a constant that may be sunk.
std::uint64_t hash_of_name(std::string_view name);
std::uint64_t hash_of_constant(std::string_view path);
std::uint64_t hash_of_sunk(std::string_view path);

/// What all files of one language tell together. Immutable once made: threads share it.
class HostProject {
 public:
  HostProject() = default;
  /// Of one language. The order of `facts` does not matter.
  explicit HostProject(const std::vector<const HostFacts*>& facts);

  /// The wrappers of this name; nullptr if there are none.
  const std::vector<Wrapper>* wrappers_named(std::string_view name) const;
  /// The text behind "app.db.queries.FIND_USER", if exactly one file can be meant.
  std::optional<std::string_view> constant(std::string_view path) const;
  /// Where the constant that `module` keeps under `name` goes, if it is handed to a sink; nullptr: nowhere.
  const SunkConstant* sunk(std::string_view module, std::string_view name) const;
  const GuardIndex& guards() const { return guards_; }
  /// Whether it answers something that a file asked.
  bool answers(const HostFacts& facts) const;

 private:
  std::map<std::string, std::vector<Wrapper>, std::less<>> wrappers_;
  std::map<std::string, std::vector<Constant>, std::less<>> constants_;  ///< by module's last name and name
  std::map<std::string, std::vector<SunkConstant>, std::less<>> sunk_;   ///< likewise
  GuardIndex guards_;
  std::vector<std::uint64_t> answers_;  ///< sorted
};

/// The same of every language: a program calls by its name what its own language defines, and a method of
/// Python that has the name of a C++ function is another one.
class HostProjects {
 public:
  HostProjects() = default;
  explicit HostProjects(const std::vector<const HostFacts*>& facts);

  const HostProject& of(Language language) const { return projects_[static_cast<std::size_t>(language)]; }
  /// Whether the files of its language answer something that a file asked.
  bool answers(const HostFacts& facts) const { return of(facts.language).answers(facts); }

 private:
  std::array<HostProject, languages> projects_;
};

}  // namespace floodwall::host
