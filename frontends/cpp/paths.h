#pragma once
#include <string_view>

namespace floodwall::cpp {

/// Whether a path ends like a file of C, C++ or ECPG.
bool is_cpp_path(std::string_view path);
bool is_ecpg_path(std::string_view path);
bool is_header_path(std::string_view path);
/// Whether a path says that it is a file of tests.
bool is_test_path(std::string_view path);

}  // namespace floodwall::cpp
