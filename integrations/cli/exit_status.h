#pragma once

namespace floodwall {

/// What the shell sees. Scripts rely on the numbers.
enum ExitStatus : int {
  exit_clean = 0,  ///< nothing at or above --fail-on
  exit_findings = 1,
  exit_trouble = 2,  ///< bad usage or configuration, or something could not be read or written
};

}  // namespace floodwall
