#pragma once
#include <string>
#include <string_view>

namespace floodwall::python {

/// "conftest" of "tests/conftest.py".
std::string_view name_of_file(std::string_view path);
/// Without a slash at its end; empty at the top.
std::string folder_of(std::string_view path);
/// Whether a file holds tests or what they use, by pytest's, unittest's and Django's names.
bool is_test_path(std::string_view path);

}  // namespace floodwall::python
