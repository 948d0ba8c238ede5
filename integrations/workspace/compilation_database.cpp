#include "integrations/workspace/compilation_database.h"

#include <sys/stat.h>

#include <array>
#include <utility>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "integrations/workspace/paths.h"
#include "integrations/workspace/read_file.h"

namespace floodwall {
namespace {

using nlohmann::json;

std::string text_of(const json& object, const char* key) {
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

std::vector<std::string> arguments_of(const json& object) {
  std::vector<std::string> arguments;
  const auto member = object.find("arguments");
  if (member == object.end() || !member->is_array()) return shell_words(text_of(object, "command"));
  for (const json& each : *member) {
    if (each.is_string()) arguments.push_back(each.get<std::string>());
  }
  return arguments;
}

bool is_file(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

std::vector<std::string> shell_words(std::string_view line) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = 0;
  const auto put = [&](char c) {
    if (!in_word) words.emplace_back();
    in_word = true;
    words.back() += c;
  };
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool has_next = i + 1 < line.size();
    if (quote == '\'') {
      if (c == quote)
        quote = 0;
      else
        put(c);
    } else if (c == '\\' && has_next) {
      const char next = line[++i];
      const bool is_special = std::string_view("\"\\$`").find(next) != std::string_view::npos;
      if (quote == '"' && !is_special) put('\\');
      put(next);
    } else if (quote == '"') {
      if (c == quote)
        quote = 0;
      else
        put(c);
    } else if (c == '"' || c == '\'') {
      quote = c;
      if (!in_word) words.emplace_back();  // "" is a word
      in_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      in_word = false;
    } else {
      put(c);
    }
  }
  return words;
}

Result<CompileCommands> parse_compile_commands(const std::string& file, std::string_view text) {
  const json parsed = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_array()) return failure(fmt::format("{}: is no compilation database", file));
  CompileCommands commands;
  for (const json& each : parsed) {
    if (!each.is_object()) return failure(fmt::format("{}: is no compilation database", file));
    CompileCommand command{.directory = text_of(each, "directory"), .arguments = arguments_of(each)};
    std::string path = text_of(each, "file");
    if (path.empty() || command.arguments.empty()) continue;
    if (!command.directory.starts_with('/'))
      command.directory = join_path(folder_of(file), command.directory);
    if (!path.starts_with('/')) path = join_path(command.directory, path);
    commands.try_emplace(real_path(path).value_or(path), std::move(command));
  }
  return commands;
}

Result<CompileCommands> read_compile_commands(const std::string& path) {
  struct stat status;
  const bool is_folder = ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
  const std::string file = is_folder ? join_path(path, "compile_commands.json") : path;
  const Result<std::string> text = read_bytes(file);
  if (!text) return failure(fmt::format("{}: {}", file, text.error().message));
  return parse_compile_commands(file, *text);
}

const CompileCommands* CompilationDatabases::of_folder(const std::string& folder) {
  const auto known = by_folder_.find(folder);
  if (known != by_folder_.end()) return known->second;
  const CompileCommands* found = nullptr;
  for (const char* below : {"compile_commands.json", "build/compile_commands.json"}) {
    const std::string file = join_path(folder, below);
    if (!is_file(file)) continue;
    const auto [read, is_new] = by_file_.try_emplace(real_path(file).value_or(file));
    if (is_new) {
      Result<CompileCommands> commands = read_compile_commands(file);
      if (commands) {
        read->second = std::move(*commands);
      } else {
        troubles_.push_back(commands.error().message);
      }
    }
    found = &read->second;
    break;
  }
  if (found == nullptr && folder != "/" && folder != ".") found = of_folder(folder_of(folder));
  by_folder_[folder] = found;
  return found;
}

const CompileCommand* CompilationDatabases::command_of(const std::string& absolute) {
  const std::lock_guard lock(mutex_);
  const CompileCommands* commands = given_ ? &*given_ : of_folder(folder_of(absolute));
  if (commands == nullptr) return nullptr;
  const auto command = commands->find(absolute);
  return command == commands->end() ? nullptr : &command->second;
}

std::vector<std::string> CompilationDatabases::take_troubles() {
  const std::lock_guard lock(mutex_);
  return std::exchange(troubles_, {});
}

}  // namespace floodwall
