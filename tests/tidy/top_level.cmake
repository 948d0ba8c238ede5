cmake_minimum_required(VERSION 3.25)
# cmake -DSOURCE_DIR=… -P top_level.cmake: fails if the top of the tree holds anything that is not listed here.
set(allowed
  analyzer rules frontends integrations fixtures tests docs
  CMakeLists.txt CMakePresets.json README.md LICENSE CHANGELOG.md dev
  .clang-format .clang-tidy .ci .gitignore .pre-commit-hooks.yaml action.yml)

execute_process(COMMAND git ls-files --cached --others --exclude-standard
  WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE files ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  message(STATUS "skipped: not a git checkout")
  return()
endif()
string(REPLACE "\n" ";" files "${files}")
set(strangers "")
foreach(file IN LISTS files)
  string(REGEX REPLACE "/.*" "" entry "${file}")
  if(NOT entry IN_LIST allowed OR (entry STREQUAL ".ci" AND NOT file STREQUAL ".ci/run"))
    list(APPEND strangers "${file}")
  endif()
endforeach()
if(strangers)
  list(JOIN strangers "\n  " strangers)
  message(FATAL_ERROR "Not at the top of the tree, please:\n  ${strangers}")
endif()
