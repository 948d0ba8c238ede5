#include "integrations/workspace/configuration.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "analyzer/base/result.h"
#include "analyzer/diagnostics/severity.h"
#include "analyzer/report/setting_names.h"
#include "analyzer/rule/registry.h"
#include "frontends/frontend.h"
#include "integrations/toml/toml_fields.h"
#include "integrations/workspace/glob.h"
#include "integrations/workspace/paths.h"
#include "integrations/workspace/read_file.h"
#include "integrations/workspace/rule_selection.h"

namespace floodwall {
namespace {

Result<void> read_patterns(const TomlField& field, GlobList& target) {
  const Result<std::vector<std::string>> patterns = field.texts();
  if (!patterns) return std::unexpected(patterns.error());
  Result<GlobList> globs = GlobList::parse(*patterns);
  if (!globs) return field.wrong(globs.error().message);
  target = std::move(*globs);
  return {};
}

Result<std::vector<const RegisteredRule*>> read_rules(const TomlField& field) {
  const Result<std::vector<std::string>> names = field.texts();
  if (!names) return std::unexpected(names.error());
  std::vector<const RegisteredRule*> rules;
  for (std::size_t i = 0; i < names->size(); ++i) {
    const Result<std::vector<const RegisteredRule*>> named = rules_named((*names)[i]);
    if (!named)
      return toml_failure(field.file, field.node.as_array()->get(i)->source(), named.error().message);
    rules.insert(rules.end(), named->begin(), named->end());
  }
  return rules;
}

Result<void> read_levels(const TomlField& field, RuleLevels& levels) {
  const Result<const toml::table*> table = field.table();
  if (!table) return std::unexpected(table.error());
  for (const auto& [key, value] : **table) {
    const Result<std::string> level = TomlField{field.file, key.str(), value}.text();
    if (!level) return std::unexpected(level.error());
    const Result<void> set = levels.set(key.str(), *level);
    if (!set) {
      const bool known = rules_named(key.str()).has_value();
      return toml_failure(field.file, known ? value.source() : key.source(), set.error().message);
    }
  }
  return {};
}

Result<std::string> read_dialect(const TomlField& field) {
  Result<std::string> dialect = field.text();
  if (dialect && std::ranges::find(dialect_names, *dialect) == dialect_names.end()) {
    return field.wrong(fmt::format(
        "\"dialect\" must be \"{}\", or the name of another database whose files are left out: \"{}\"",
        dialect_names.front(), fmt::join(std::span(dialect_names).subspan<1>(), "\", \"")));
  }
  return dialect;
}

Result<Override> read_override(std::string_view file, const toml::table& table) {
  Override result;
  const std::array<TomlKey, 5> keys = {{
      {"paths", [&](const TomlField& field) { return read_patterns(field, result.paths); }},
      {"ignore", [&](const TomlField& field) { return store(read_rules(field), result.ignore); }},
      {"rules", [&](const TomlField& field) { return read_levels(field, result.rules); }},
      {"dialect", [&](const TomlField& field) { return store(read_dialect(field), result.dialect); }},
      {"assume-in-transaction",
       [&](const TomlField& field) { return store(field.boolean(), result.assume_in_transaction); }},
  }};
  const Result<void> read = read_table(file, table, keys);
  if (!read) return std::unexpected(read.error());
  if (result.paths.empty()) return toml_failure(file, table.source(), "an [[override]] needs \"paths\"");
  return result;
}

Result<void> read_overrides(const TomlField& field, std::vector<Override>& overrides) {
  const Result<const toml::array*> tables = field.array();
  if (!tables) return std::unexpected(tables.error());
  for (const toml::node& table : **tables) {
    Result<Override> read = read_override(field.file, *table.as_table());
    if (!read) return std::unexpected(std::move(read.error()));
    overrides.push_back(std::move(*read));
  }
  return {};
}

Result<void> read_max_file_size(const TomlField& field, std::uint64_t& size) {
  const std::optional<std::int64_t> bytes = field.node.value_exact<std::int64_t>();
  const std::optional<std::string> text = field.node.value_exact<std::string>();
  const std::optional<std::uint64_t> read = bytes && 0 < *bytes ? static_cast<std::uint64_t>(*bytes)
                                            : text              ? size_named(*text)
                                                                : std::nullopt;
  if (!read || *read == 0 || greatest_max_file_size < *read) {
    return field.wrong("\"max-file-size\" must be a size up to 1 GB: \"64 MB\", or a number of bytes");
  }
  size = *read;
  return {};
}

Result<void> read_extensions(const TomlField& field, std::vector<std::string>& extensions) {
  Result<std::vector<std::string>> texts = field.texts();
  if (!texts) return std::unexpected(std::move(texts.error()));
  for (std::string& extension : *texts) {
    if (extension.find_first_not_of('.') == std::string::npos || extension.contains('/')) {
      return field.wrong(fmt::format("\"{}\" is no extension: write \".sql\"", extension));
    }
    if (!extension.starts_with('.')) extension = fmt::format(".{}", extension);
  }
  extensions = std::move(*texts);
  return {};
}

/// "run_query", "app.db.run_query", "run_query:1", "run_query:sql".
Result<void> read_sinks(const TomlField& field, std::vector<ConfiguredSink>& sinks) {
  const Result<std::vector<std::string>> texts = field.texts();
  if (!texts) return std::unexpected(texts.error());
  for (const std::string& text : *texts) {
    const std::size_t colon = text.find(':');
    ConfiguredSink sink{.callee = text.substr(0, colon)};
    const std::string_view argument =
        colon == std::string::npos ? std::string_view() : std::string_view(text).substr(colon + 1);
    const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    const auto parsed = std::from_chars(argument.data(), argument.data() + argument.size(), sink.position);
    const bool is_number = parsed.ec == std::errc() && parsed.ptr == argument.data() + argument.size();
    if (!is_number && !argument.empty()) {
      sink.keyword = argument;
      sink.position = by_name_only;
    }
    const bool is_name = !sink.callee.empty() &&
                         std::ranges::all_of(sink.callee, [&](char c) { return is_part(c) || c == '.'; });
    if (!is_name || !std::ranges::all_of(argument, is_part) ||
        (colon != std::string::npos && argument.empty())) {
      return field.wrong(fmt::format(
          "\"{}\" is no function: write \"run_query\", \"app.db.run_query:1\" or \"run_query:sql\"", text));
    }
    sinks.push_back(std::move(sink));
  }
  return {};
}

Result<void> read_fail_on(const TomlField& field, FailOn& fail_on) {
  const Result<std::string> name = field.text();
  if (!name) return std::unexpected(name.error());
  const Result<FailOn> read = fail_on_named(*name);
  if (!read) return field.wrong(fmt::format("\"fail-on\" {}", read.error().message));
  fail_on = *read;
  return {};
}

Result<void> read_baseline(const TomlField& field, std::string& baseline) {
  const Result<std::string> path = field.text();
  if (!path) return std::unexpected(path.error());
  baseline = join_path(folder_of(field.file), *path);
  return {};
}

Result<void> read_snapshot(const TomlField& field, std::string& snapshot) {
  const Result<std::string> path = field.text();
  if (!path) return std::unexpected(path.error());
  snapshot = join_path(folder_of(field.file), *path);
  const Result<std::string> bytes = read_file(snapshot, greatest_max_file_size);
  if (!bytes) return field.wrong(fmt::format("\"snapshot\": {} {}", snapshot, bytes.error().message));
  return {};
}

Result<void> read_schema(const TomlField& field, Configuration& configuration) {
  const Result<const toml::table*> table = field.table();
  if (!table) return std::unexpected(table.error());
  const std::array<TomlKey, 1> keys = {{
      {"snapshot", [&](const TomlField& inner) { return read_snapshot(inner, configuration.snapshot); }},
  }};
  return read_table(field.file, **table, keys);
}

Result<void> read_compile_commands(const TomlField& field, std::string& commands) {
  const Result<std::string> path = field.text();
  if (!path) return std::unexpected(path.error());
  commands = join_path(folder_of(field.file), *path);
  return {};
}

Result<void> read_cpp(const TomlField& field, Configuration& configuration) {
  const Result<const toml::table*> table = field.table();
  if (!table) return std::unexpected(table.error());
  int seconds = static_cast<int>(configuration.compile_time_limit.count());
  const std::array<TomlKey, 2> keys = {{
      {"compile-commands",
       [&](const TomlField& inner) { return read_compile_commands(inner, configuration.compile_commands); }},
      {"time-limit",
       [&](const TomlField& inner) { return store(inner.number(1, most_compile_seconds), seconds); }},
  }};
  const Result<void> read = read_table(field.file, **table, keys);
  configuration.compile_time_limit = std::chrono::seconds(seconds);
  return read;
}

Result<void> read_later(const TomlField& field) {  // [guard]: integrations/guard reads it
  const Result<const toml::table*> table = field.table();
  if (!table) return std::unexpected(table.error());
  return {};
}

}  // namespace

Configuration default_configuration(const std::string& folder) {
  Configuration configuration;
  configuration.folder = folder;
  for (const std::string_view extension : default_extensions())
    configuration.extensions.emplace_back(extension);
  return configuration;
}

std::string find_configuration(std::string folder) {
  while (true) {
    std::string file = join_path(folder, configuration_name);
    struct stat status;
    const bool is_readable = ::stat(file.c_str(), &status) == 0;
    if (is_readable ? S_ISREG(status.st_mode) : ::lstat(file.c_str(), &status) == 0) return file;
    if (folder == "/" || folder == ".") return "";
    folder = folder_of(folder);
  }
}

Result<Configuration> parse_configuration(const std::string& file, std::string_view text) {
  const Result<toml::table> parsed = parse_toml(file, text);
  if (!parsed) return std::unexpected(parsed.error());

  Configuration read = default_configuration(real_path(folder_of(file)).value_or("/"));
  read.file = file;
  AnalysisSettings& analysis = read.analysis;
  const std::array<TomlKey, 18> keys = {{
      {"pg-version",
       [&](const TomlField& field) {
         return store(field.number(oldest_pg_version, newest_pg_version), analysis.pg_version);
       }},
      {"assume-in-transaction",
       [&](const TomlField& field) { return store(field.boolean(), analysis.assume_in_transaction); }},
      {"fail-on", [&](const TomlField& field) { return read_fail_on(field, read.fail_on); }},
      {"select", [&](const TomlField& field) { return store(read_rules(field), read.select); }},
      {"ignore", [&](const TomlField& field) { return store(read_rules(field), read.ignore); }},
      {"exclude", [&](const TomlField& field) { return read_patterns(field, read.exclude); }},
      {"include", [&](const TomlField& field) { return read_patterns(field, read.include); }},
      {"extensions", [&](const TomlField& field) { return read_extensions(field, read.extensions); }},
      {"sinks", [&](const TomlField& field) { return read_sinks(field, read.sinks); }},
      {"override-variables",
       [&](const TomlField& field) { return store(field.texts(), analysis.override_variables); }},
      {"max-file-size",
       [&](const TomlField& field) { return read_max_file_size(field, read.max_file_size); }},
      {"baseline", [&](const TomlField& field) { return read_baseline(field, read.baseline); }},
      {"jobs", [&](const TomlField& field) { return store(field.number(0, most_jobs), read.jobs); }},
      {"rules", [&](const TomlField& field) { return read_levels(field, read.rules); }},
      {"override", [&](const TomlField& field) { return read_overrides(field, read.overrides); }},
      {"schema", [&](const TomlField& field) { return read_schema(field, read); }},
      {"cpp", [&](const TomlField& field) { return read_cpp(field, read); }},
      {"guard", read_later},
  }};
  const Result<void> done = read_table(file, *parsed, keys);
  if (!done) return std::unexpected(done.error());
  return read;
}

Result<Configuration> read_configuration(const std::string& file) {
  const Result<std::string> text = read_file(file);
  if (!text) return failure(fmt::format("{}: {}", file, text.error().message));
  return parse_configuration(file, *text);
}

Result<FailOn> fail_on_named(std::string_view name) {
  if (name == "never") return FailOn{std::nullopt};
  if (const std::optional<Severity> severity = severity_named(name)) return FailOn{severity};
  return failure(fmt::format("must be \"error\", \"warning\", \"info\" or \"never\", not \"{}\"", name));
}

std::optional<std::uint64_t> size_named(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc()) return std::nullopt;
  std::string unit;
  for (const char c : text.substr(static_cast<std::size_t>(end - text.data()))) {
    if (c != ' ') unit += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const int shift = unit.empty() || unit == "b"     ? 0
                    : unit == "kb" || unit == "kib" ? 10
                    : unit == "mb" || unit == "mib" ? 20
                    : unit == "gb" || unit == "gib" ? 30
                                                    : -1;
  if (shift < 0 || greatest_max_file_size >> shift < number) return std::nullopt;
  return number << shift;
}

}  // namespace floodwall
