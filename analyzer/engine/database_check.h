#pragma once
#include <cstdint>
#include <string_view>

namespace floodwall {

/// What a block of PL/pgSQL that runs at once says about the database it runs in.
enum class DatabaseCheck : std::uint8_t {
  None,
  Stops,     ///< it stops the script under some condition
  TestOnly,  ///< it stops unless the name of the database is one for tests
};

DatabaseCheck database_check_of(std::string_view body);

}  // namespace floodwall
