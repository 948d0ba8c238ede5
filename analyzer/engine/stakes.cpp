#include "analyzer/engine/stakes.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace floodwall {
namespace {

Severity severity_of(const RuleFinding& finding) {
  return finding.finding.severity.value_or(finding.rule->rule->meta.severity);
}

}  // namespace

Stakes stakes_of(const HostRoutine& routine, const RoutineStep& step) {
  const bool is_checked = std::max(step.guard, routine.guard) == GuardStrength::Full;
  if (is_checked || step.is_unreachable) return Stakes::Nothing;
  // Elsewhere than in tests the origin only says what a parameter's name suggests.
  const bool is_test = routine.kind == RoutineKind::Test || routine.kind == RoutineKind::Fixture;
  if (!is_test) return Stakes::Data;
  const bool is_harmless =
      step.origin == DatabaseOrigin::TestOnly || step.origin == DatabaseOrigin::ThrowAway;
  return is_harmless ? Stakes::Nothing : Stakes::Test;
}

void weigh(TextFindings& found, Stakes stakes, std::size_t findings, std::size_t uses) {
  if (stakes == Stakes::Data) return;
  const auto is_pointless = [&](RuleFinding& each) {
    if (!each.rule->rule->meta.is_about_live_data) return false;
    if (stakes == Stakes::Test && severity_of(each) == Severity::Error) {
      each.finding.severity = Severity::Info;
      return false;
    }
    found.silences.push_back(
        {each.finding.at, std::string(each.rule->rule->meta.id) +
                              (stakes == Stakes::Test ? " has nothing to say about a test"
                                                      : " has nothing to say about a database for tests")});
    return true;
  };
  const auto first = found.findings.begin() + static_cast<std::ptrdiff_t>(findings);
  found.findings.erase(std::remove_if(first, found.findings.end(), is_pointless), found.findings.end());
  const auto is_no_copy = [](const TableUse& use) { return use.effect != TableEffect::Copies; };
  const auto first_use = found.uses.begin() + static_cast<std::ptrdiff_t>(uses);
  found.uses.erase(std::remove_if(first_use, found.uses.end(), is_no_copy), found.uses.end());
}

}  // namespace floodwall
