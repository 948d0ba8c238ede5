#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "analyzer/report/report.h"

namespace floodwall {

/// A registry of a few rules that look like real ones and check nothing.
std::span<const RegisteredRule> example_rules();

/// Two files with everything that is hard to show: several rules, spans over several lines, notes with and
/// without a place, fixes of both kinds, tabs, wide and combining characters, a minified line, escape
/// sequences, markup, bytes that are no UTF-8. Lives as long as the program.
const RunReport& example_run();

/// 14 files and nothing to say about them.
RunReport clean_run();

}  // namespace floodwall
