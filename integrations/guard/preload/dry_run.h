#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "integrations/guard/preload/process_guard.h"

namespace floodwall::preload {

/// What is to be sent in place of a text in a dry run, and why it must not be sent at all.
struct DryText {
  std::optional<std::string> instead = {};
  std::optional<std::string> refusal = {};
};

/// Brings the connection to where its transaction must be before the text is sent.
DryText dry_text_of(std::string_view sql, bool is_prepared, const GuardLibrary& library,
                    const Connection& known, PGconn* connection, Manner manner);

}  // namespace floodwall::preload
