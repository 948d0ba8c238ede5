#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "analyzer/engine/text_analysis.h"
#include "analyzer/text/host_routine.h"

namespace floodwall {

/// What the data is worth that a statement works on, as far as the program around it shows.
enum class Stakes : std::uint8_t {
  Data,     ///< somebody may miss it
  Test,     ///< a test's; nothing shows which database it is in
  Nothing,  ///< in a database for tests, or one made for the occasion, or the statement is never reached
};

Stakes stakes_of(const HostRoutine& routine, const RoutineStep& step);

/// Leaves out what RuleMeta::is_about_live_data has less or nothing to say about: an error in a test is
/// worth knowing, a warning is not. What a test empties or fills is nobody's loss either; copies still count.
/// Of `found`, only what came after the first `findings` and `uses`.
void weigh(TextFindings& found, Stakes stakes, std::size_t findings = 0, std::size_t uses = 0);

}  // namespace floodwall
