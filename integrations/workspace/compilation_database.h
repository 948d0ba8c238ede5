#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"

namespace floodwall {

/// How one translation unit is compiled (JSON Compilation Database Format Specification).
struct CompileCommand {
  std::string directory;               ///< absolute
  std::vector<std::string> arguments;  ///< with the compiler's name
};

/// What a compile_commands.json says, by absolute path without symbolic links. Of several commands for one
/// file the first counts.
using CompileCommands = std::map<std::string, CompileCommand, std::less<>>;

/// `file` is what the text is called, for errors: they begin with it.
Result<CompileCommands> parse_compile_commands(const std::string& file, std::string_view text);

/// Reads a compile_commands.json, or the one in a folder.
Result<CompileCommands> read_compile_commands(const std::string& path);

/// The words of a POSIX shell's command line: quotes and backslashes, nothing else.
std::vector<std::string> shell_words(std::string_view line);

/// Finds for each file the database that clangd would: compile_commands.json in the nearest folder at or
/// above it, or in that folder's `build`. Threads share it.
class CompilationDatabases {
 public:
  CompilationDatabases() = default;
  /// One file for all.
  explicit CompilationDatabases(CompileCommands commands) : given_(std::move(commands)) {}

  /// nullptr: nothing is known of this file. `absolute` has no symbolic links. What is returned lives as long
  /// as this.
  const CompileCommand* command_of(const std::string& absolute);
  /// Databases that cannot be read, as sentences; each is said once.
  std::vector<std::string> take_troubles();

 private:
  const CompileCommands* of_folder(const std::string& folder);

  std::optional<CompileCommands> given_;
  std::mutex mutex_;
  std::map<std::string, CompileCommands> by_file_;
  std::map<std::string, const CompileCommands*> by_folder_;
  std::vector<std::string> troubles_;
};

}  // namespace floodwall
