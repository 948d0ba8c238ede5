#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analyzer/base/encoding.h"
#include "analyzer/text/span.h"
#include "analyzer/text/span_fields.h"

namespace floodwall::cpp {

/// Whose method is called: said of the object's place.
struct ObjectType {
  Span at;           ///< file bytes of the object: `txn` in `txn.exec(…)`
  std::string type;  ///< its class, with its namespaces and without template arguments: "pqxx::transaction"
};

/// What a name or a macro stands for.
struct KnownText {
  Span at;            ///< file bytes of the name, or of the macro with its arguments
  std::string bytes;  ///< as the program has it: escapes are resolved
  std::string written_in =
      {};                ///< the file below the root (absolute) that has all of it; empty: none, or not known
  Span written_at = {};  ///< file bytes in that file
};

/// What a compiler knows of one file beyond its syntax. Spans are sorted by where they begin.
struct SemanticFile {
  std::string path;  ///< absolute
  std::vector<ObjectType> objects;
  std::vector<KnownText> texts;
};

/// A translation unit to look at: what a compilation database says of it.
struct SemanticRequest {
  std::string file;                    ///< absolute
  std::string directory;               ///< absolute: what relative paths in the arguments start from
  std::vector<std::string> arguments;  ///< with the compiler's name
  std::string root;                    ///< files below it are looked at, its headers too
  std::vector<std::string> known;      ///< absolute paths of headers that nothing need be said about any more
};

struct SemanticAnswer {
  std::vector<SemanticFile> files;    ///< the file itself, and headers that it includes
  std::vector<std::string> includes;  ///< absolute paths of the headers that are not the system's; sorted
  std::uint32_t missing = 0;          ///< headers that were not found
  std::string trouble;                ///< why nothing is known, if so: one sentence
};

void visit_fields(Like<ObjectType> auto& object, auto& fields) {
  auto& [at, type] = object;
  fields("at", at);
  fields("type", type);
}

void visit_fields(Like<KnownText> auto& text, auto& fields) {
  auto& [at, bytes, written_in, written_at] = text;
  fields("at", at);
  fields("bytes", bytes);
  fields("written_in", written_in);
  fields("written_at", written_at);
}

void visit_fields(Like<SemanticFile> auto& file, auto& fields) {
  auto& [path, objects, texts] = file;
  fields("path", path);
  fields("objects", objects);
  fields("texts", texts);
}

void visit_fields(Like<SemanticRequest> auto& request, auto& fields) {
  auto& [file, directory, arguments, root, known] = request;
  fields("file", file);
  fields("directory", directory);
  fields("arguments", arguments);
  fields("root", root);
  fields("known", known);
}

void visit_fields(Like<SemanticAnswer> auto& answer, auto& fields) {
  auto& [files, includes, missing, trouble] = answer;
  fields("files", files);
  fields("includes", includes);
  fields("missing", missing);
  fields("trouble", trouble);
}

}  // namespace floodwall::cpp
