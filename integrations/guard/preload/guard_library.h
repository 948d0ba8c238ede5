#pragma once
#include <optional>
#include <string>

#include "integrations/guard/floodwall_guard.h"

namespace floodwall::preload {

/// libfloodwall_guard.so, from the folder that this library is in.
struct GuardLibrary {
  decltype(&floodwall_guard_abi_version) abi_version = nullptr;
  decltype(&floodwall_guard_new) guard_new = nullptr;
  decltype(&floodwall_session_new) session_new = nullptr;
  decltype(&floodwall_session_free) session_free = nullptr;
  decltype(&floodwall_session_reset) session_reset = nullptr;
  decltype(&floodwall_session_question) session_question = nullptr;
  decltype(&floodwall_session_answer) session_answer = nullptr;
  decltype(&floodwall_session_trouble) session_trouble = nullptr;
  decltype(&floodwall_session_dry_step) session_dry_step = nullptr;
  decltype(&floodwall_session_dry_end) session_dry_end = nullptr;
  decltype(&floodwall_session_is_dry_run) session_is_dry_run = nullptr;
  decltype(&floodwall_override_begin) override_begin = nullptr;
  decltype(&floodwall_check) check = nullptr;
  decltype(&floodwall_verdict_free) verdict_free = nullptr;
  decltype(&floodwall_verdict_question) verdict_question = nullptr;
  decltype(&floodwall_verdict_answer) verdict_answer = nullptr;
  decltype(&floodwall_verdict_action) verdict_action = nullptr;
  decltype(&floodwall_verdict_preparation) verdict_preparation = nullptr;
  decltype(&floodwall_verdict_row_limit) verdict_row_limit = nullptr;
  decltype(&floodwall_verdict_counted) verdict_counted = nullptr;
  decltype(&floodwall_verdict_message) verdict_message = nullptr;
  decltype(&floodwall_verdict_decided) verdict_decided = nullptr;

  /// `trouble` says why there is none.
  static std::optional<GuardLibrary> load(std::string& trouble);
};

}  // namespace floodwall::preload
