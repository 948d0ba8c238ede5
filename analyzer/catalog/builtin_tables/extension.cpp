#include "analyzer/catalog/builtin_tables/extension.h"

#include <algorithm>
#include <span>
#include <vector>

namespace floodwall {
namespace {

std::vector<std::string> words_of(std::string_view text, std::string_view separators) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(separators, at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    words.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

RelationName qualified(const std::string& written) {
  const std::size_t dot = written.find('.');
  if (dot == std::string::npos) return {{}, written};
  return {written.substr(0, dot), written.substr(dot + 1)};
}

/// Whether the line is a fact.
bool read_fact(const std::vector<std::string>& words, ExtensionDefinitions& into) {
  const std::string& kind = words.front();
  if (words.size() < 2) return false;
  if (kind == "relation" && words[1] != "?") {
    DefinedColumns& columns = into.definitions.add_relation(qualified(words[1]));
    for (std::size_t i = 2; i < words.size(); ++i) columns.add(words[i]);
    columns.is_open = words.size() == 2;
    return true;
  }
  for (const std::string& word : std::span(words).subspan(1)) {
    if (kind == "schema") {
      into.schema = word;
    } else if (kind == "makes") {
      into.definitions.schemas.insert(word);
    } else if (kind == "grows") {
      into.growing.insert(word == "." ? std::string() : word);
    } else if (kind == "needs") {
      into.required.insert(word);
    } else if (kind == "type") {
      into.definitions.add_type(qualified(word));
    } else if (kind == "function" && word != "?") {
      into.definitions.functions.insert(qualified(word));
    } else if (kind == "function") {
      into.has_unknown_functions = true;
    } else if (kind == "relation") {
      into.has_unknown_relations = true;
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace

void read_control(std::string_view text, ExtensionDefinitions& into) {
  for (const std::string& line : words_of(text, "\r\n")) {
    const std::vector<std::string> words = words_of(line.substr(0, line.find('#')), " \t='\",");
    if (words.size() < 2) continue;
    if (words[0] == "schema") into.schema = words[1];
    if (words[0] == "requires") into.required.insert(words.begin() + 1, words.end());
  }
}

std::string read_known_extensions(std::string_view text, std::map<std::string, ExtensionDefinitions>& into) {
  ExtensionDefinitions* extension = nullptr;
  for (const std::string& line : words_of(text, "\r\n")) {
    if (line.front() == '#') continue;
    const std::vector<std::string> words = words_of(line, " ");
    if (line.front() != ' ' && words.size() == 1) {
      extension = &into[words.front()];
    } else if (line.front() != ' ' || extension == nullptr || !read_fact(words, *extension)) {
      return line;
    }
  }
  return {};
}

}  // namespace floodwall
