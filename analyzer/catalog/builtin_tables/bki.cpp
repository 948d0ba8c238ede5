#include "analyzer/catalog/builtin_tables/bki.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace floodwall {
namespace {

const std::string catalog_schema = "pg_catalog";

/// Words and quoted words ('' is a quote in one), punctuation as words of their own.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (at < line.size()) {
    const char c = line[at];
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at;
    } else if (c == '\'') {
      std::string& word = words.emplace_back();
      for (++at; at < line.size(); ++at) {
        if (line[at] == '\'' && (at + 1 == line.size() || line[at + 1] != '\'')) break;
        if (line[at] == '\'') ++at;
        word += line[at];
      }
      ++at;
    } else if (std::string_view("(),=").find(c) != std::string_view::npos) {
      words.emplace_back(1, c);
      ++at;
    } else {
      const std::size_t end = std::min(line.find_first_of(" \t\r(),='", at), line.size());
      words.emplace_back(line.substr(at, end - at));
      at = end;
    }
  }
  return words;
}

/// "{a,b}" or _null_. No element that we care for is quoted.
std::vector<std::string> elements_of(std::string_view array) {
  std::vector<std::string> elements;
  if (array.size() < 2 || array.front() != '{') return elements;
  array = array.substr(1, array.size() - 2);
  while (true) {
    array.remove_prefix(std::min(array.find_first_not_of(' '), array.size()));
    const std::size_t comma = array.find(',');
    elements.emplace_back(array.substr(0, comma));
    if (comma == std::string_view::npos) return elements;
    array.remove_prefix(comma + 1);
  }
}

class BkiReader {
 public:
  explicit BkiReader(Definitions& into) : into_(into) {}

  void read_line(std::string_view line) {
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) return;
    const std::string& first = words.front();
    if (is_creating_) {
      if (first == ")") is_creating_ = false;
      if (2 < words.size() && words[1] == "=") into_.relations[catalog_].names.push_back(first);
    } else if (first == "create" && 1 < words.size()) {
      catalog_ = {catalog_schema, words[1]};
      into_.add_relation(catalog_);
      is_creating_ = true;
    } else if (first == "open" && 1 < words.size()) {
      catalog_ = {catalog_schema, words[1]};
    } else if (first == "declare") {
      declare(words);
    } else if (first == "insert" && 2 < words.size()) {
      insert({words.begin() + 2, words.end()});
    }
  }

 private:
  /// declare [unique] index NAME OID on TABLE using AM ( COLUMN OPCLASS , … )
  void declare(const std::vector<std::string>& words) {
    const auto index = std::ranges::find(words, "index");
    auto word = std::ranges::find(words, "(");
    if (words.end() - index < 2) return;
    DefinedColumns& columns = into_.relations[{catalog_schema, index[1]}];
    for (; 2 < words.end() - word; word += 3) columns.add(word[1]);
  }

  std::string value_of(const std::vector<std::string>& row, std::string_view column) const {
    const auto catalog = into_.relations.find(catalog_);
    if (catalog == into_.relations.end()) return {};
    const auto found = std::ranges::find(catalog->second.names, column);
    const auto index = static_cast<std::size_t>(found - catalog->second.names.begin());
    return index < row.size() && found != catalog->second.names.end() ? row[index] : std::string();
  }

  void insert(const std::vector<std::string>& row) {
    if (catalog_.name == "pg_type") {
      into_.types.insert({catalog_schema, value_of(row, "typname")});
    } else if (catalog_.name == "pg_proc") {
      const RelationName name{catalog_schema, value_of(row, "proname")};
      into_.functions.insert(name);
      const std::vector<std::string> modes = elements_of(value_of(row, "proargmodes"));
      const std::vector<std::string> names = elements_of(value_of(row, "proargnames"));
      for (std::size_t i = 0; i < modes.size() && i < names.size(); ++i) {
        if (modes[i] == "o" || modes[i] == "b" || modes[i] == "t") into_.results[name].add(names[i]);
      }
    }
  }

  Definitions& into_;
  RelationName catalog_;
  bool is_creating_ = false;
};

}  // namespace

void read_bki(std::string_view text, Definitions& into) {
  BkiReader reader(into);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.read_line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace floodwall
