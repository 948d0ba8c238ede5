#include "analyzer/engine/precedence.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace floodwall {
namespace {

/// Where the findings of one rule stand, their notes included.
class Places {
 public:
  void add(Span at, std::size_t finding) { places_.push_back({at, finding}); }

  /// To be called once, when all are known.
  void sort() {
    std::ranges::sort(places_, {}, [](const Place& place) { return place.at.begin; });
    for (std::size_t i = 0; i < places_.size(); ++i) {
      const bool is_longer = i == 0 || places_[longest_.back()].at.end < places_[i].at.end;
      longest_.push_back(is_longer ? i : longest_.back());
    }
  }

  /// The finding that speaks about something of `span`.
  std::optional<std::size_t> speaker_at(Span span) const {
    const auto behind =
        std::ranges::lower_bound(places_, span.end, {}, [](const Place& place) { return place.at.begin; });
    if (behind == places_.begin()) return std::nullopt;
    const Place& place = places_[longest_[static_cast<std::size_t>(behind - places_.begin()) - 1]];
    return place.at.overlaps(span) ? std::optional(place.finding) : std::nullopt;
  }

 private:
  struct Place {
    Span at;
    std::size_t finding;
  };
  std::vector<Place> places_;
  std::vector<std::size_t> longest_;  ///< for each place: which of those up to it ends last
};

/// The places of the rules that others yield to.
std::map<std::string_view, Places> places_of_speakers(std::span<const RuleFinding> findings) {
  std::map<std::string_view, Places> places;
  for (const RuleFinding& each : findings) {
    for (const std::string_view speaker : each.rule->rule->meta.yields_to) {
      if (!speaker.empty()) places[speaker];
    }
  }
  if (places.empty()) return places;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const auto known = places.find(findings[i].rule->rule->meta.id);
    if (known == places.end()) continue;
    known->second.add(findings[i].finding.at, i);
    for (const Note& note : findings[i].finding.notes) {
      if (note.at) known->second.add(*note.at, i);
    }
  }
  for (auto& [rule, rule_places] : places) rule_places.sort();
  return places;
}

}  // namespace

std::vector<std::optional<std::size_t>> speakers_for(std::span<const RuleFinding> findings) {
  std::vector<std::optional<std::size_t>> speakers(findings.size());
  const std::map<std::string_view, Places> places = places_of_speakers(findings);
  if (places.empty()) return speakers;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    for (const std::string_view rule : findings[i].rule->rule->meta.yields_to) {
      if (rule.empty() || speakers[i]) continue;
      speakers[i] = places.at(rule).speaker_at(findings[i].finding.at);
    }
  }
  for (std::optional<std::size_t>& speaker : speakers) {  // no rule yields to itself, on whatever way
    while (speaker && speakers[*speaker]) speaker = speakers[*speaker];
  }
  return speakers;
}

void speak_for(RuleFinding& speaker, const RuleFinding& other) {
  const auto severity_of = [](const RuleFinding& finding) {
    return finding.finding.severity.value_or(finding.rule->rule->meta.severity);
  };
  const Severity severity = std::max(severity_of(other), other.raised_to);
  if (severity <= std::max(severity_of(speaker), speaker.raised_to)) return;
  speaker.raised_by = other.raised_by == nullptr ? other.rule : other.raised_by;
  speaker.raised_to = severity;
}

}  // namespace floodwall
