#include "analyzer/engine/baseline.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace floodwall {
namespace {

using nlohmann::json;

constexpr int version = 1;

/// `text` as a JSON string. Bytes that are no UTF-8 (a Latin-1 name in a message) become U+FFFD.
std::string json_string(std::string_view text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

/// The path as it comes back from print_baseline and parse_baseline.
std::string key_of(std::string_view path) {
  return json::parse(json_string(path), nullptr, /*allow_exceptions=*/false).get<std::string>();
}

bool parse_fingerprint(const std::string& text, std::uint64_t& fingerprint) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), fingerprint, 16);
  return error == std::errc() && end == text.data() + text.size();
}

std::string text_of(const json& object, const char* key) {
  const auto member = object.find(key);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

}  // namespace

void add_to_baseline(Baseline& baseline, std::string_view path, std::span<const Diagnostic> diagnostics) {
  if (diagnostics.empty()) return;
  std::vector<KnownFinding>& known = baseline.files[key_of(path)];
  for (const Diagnostic& diagnostic : diagnostics) {
    known.push_back({std::string(diagnostic.rule), diagnostic.message, diagnostic.fingerprint});
  }
}

std::string print_baseline(const Baseline& baseline) {
  std::string text = fmt::format("{{\n  \"floodwall_baseline\": {},\n  \"files\": {{", version);
  std::string_view before_file = "\n";
  for (const auto& [path, findings] : baseline.files) {
    if (findings.empty()) continue;
    std::vector<KnownFinding> sorted = findings;
    std::ranges::sort(sorted);
    text += fmt::format("{}    {}: [", before_file, json_string(path));
    before_file = ",\n";
    std::string_view before_finding = "\n";
    for (const KnownFinding& finding : sorted) {
      text += fmt::format("{}      {{\"rule\": {}, \"fingerprint\": \"{:016x}\", \"message\": {}}}",
                          before_finding, json_string(finding.rule), finding.fingerprint,
                          json_string(finding.message));
      before_finding = ",\n";
    }
    text += "\n    ]";
  }
  text += before_file == "\n" ? "}\n}\n" : "\n  }\n}\n";
  return text;
}

Result<Baseline> parse_baseline(std::string_view text) {
  const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return failure("the baseline is not JSON");
  const auto found = document.is_object() ? document.find("floodwall_baseline") : document.end();
  if (found == document.end() || !found->is_number_integer())
    return failure("this is not a baseline of Floodwall");
  if (*found != version) {
    return failure(
        fmt::format("the baseline has version {}, this Floodwall reads version {}: write it again with "
                    "--write-baseline",
                    found->dump(), version));
  }
  const auto files = document.find("files");
  if (files == document.end() || !files->is_object()) return failure("the baseline has no \"files\"");

  Baseline baseline;
  for (const auto& [path, findings] : files->items()) {
    if (!findings.is_array())
      return failure(fmt::format("the baseline holds no list for {}", json_string(path)));
    std::vector<KnownFinding>& known = baseline.files[path];
    for (const json& entry : findings) {
      KnownFinding finding;
      if (entry.is_object()) finding = {text_of(entry, "rule"), text_of(entry, "message"), 0};
      if (finding.rule.empty() || !parse_fingerprint(text_of(entry, "fingerprint"), finding.fingerprint)) {
        return failure(fmt::format("the baseline has an entry without \"rule\" or \"fingerprint\" for {}",
                                   json_string(path)));
      }
      known.push_back(std::move(finding));
    }
  }
  return baseline;
}

BaselineMatch filter(const Baseline& baseline, std::string_view path, std::vector<Diagnostic> diagnostics) {
  BaselineMatch match;
  std::multiset<std::pair<std::uint64_t, std::string_view>> known;
  if (const auto file = baseline.files.find(key_of(path)); file != baseline.files.end()) {
    for (const KnownFinding& finding : file->second) known.emplace(finding.fingerprint, finding.rule);
  }
  for (Diagnostic& diagnostic : diagnostics) {
    if (const auto found = known.find({diagnostic.fingerprint, diagnostic.rule}); found != known.end()) {
      known.erase(found);
      ++match.known;
    } else {
      match.fresh.push_back(std::move(diagnostic));
    }
  }
  match.gone = known.size();
  return match;
}

}  // namespace floodwall
