#include "frontends/embedded/embedded_text.h"

#include <iterator>
#include <utility>

namespace floodwall {
namespace {

template <class T>
void append(std::vector<T>& all, std::vector<T>&& more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

FoundSql lifted(FoundSql found, const SourceMap& map) {
  for (SqlFragment& fragment : found.fragments) fragment.map = composed(fragment.map, map);
  for (Span& comment : found.comments) comment = map.locate(comment);
  for (HostRoutine& routine : found.routines) {
    routine.name_at = map.locate(routine.name_at);
    routine.at = map.locate(routine.at);
    for (RoutineStep& step : routine.steps) {
      step.at = map.locate(step.at);
      for (Branch& branch : step.branches)
        branch.condition = map.locate({branch.condition, branch.condition + 1}).begin;
    }
  }
  return found;
}

void add(FoundSql& all, FoundSql more) {
  const auto before = static_cast<std::uint32_t>(all.fragments.size());
  for (HostRoutine& routine : more.routines) {
    for (RoutineStep& step : routine.steps) {
      if (step.fragment) *step.fragment += before;
    }
  }
  append(all.fragments, std::move(more.fragments));
  append(all.routines, std::move(more.routines));
  append(all.comments, std::move(more.comments));
  append(all.facts.wrappers, std::move(more.facts.wrappers));
  append(all.facts.forwards, std::move(more.facts.forwards));
  append(all.facts.constants, std::move(more.facts.constants));
  append(all.facts.sunk, std::move(more.facts.sunk));
  append(all.facts.guards.functions, std::move(more.facts.guards.functions));
  append(all.facts.guards.folders, std::move(more.facts.guards.folders));
  append(all.facts.guards.origins, std::move(more.facts.guards.origins));
  append(all.facts.asks, std::move(more.facts.asks));
}

}  // namespace floodwall
