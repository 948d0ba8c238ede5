#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/base/result.h"
#include "integrations/workspace/project_facts.h"

namespace floodwall {

/// What a file tells, under the path by which every part of a sharded run knows it: seen from the folder of
/// floodwall.toml, where it may begin with "../".
struct NamedFacts {
  std::string path;
  std::string project;  ///< `inner_projects_of`
  ProjectFacts facts;
};

/// The bytes of a facts file: the same for the same facts, wherever and whenever it is made. Only this build
/// of the program reads it.
Result<std::string> print_facts(std::span<const NamedFacts> facts);

/// `file` is what the text is called, for errors: they begin with it.
Result<std::vector<NamedFacts>> parse_facts(const std::string& file, std::string_view text);

/// One JSON object a line, for people and their tools; nothing reads it back.
std::string facts_json(std::span<const NamedFacts> facts);

/// All of them, by path. A file that several shards tell of must tell the same everywhere.
Result<std::vector<NamedFacts>> merged(std::vector<std::vector<NamedFacts>> shards);

}  // namespace floodwall
