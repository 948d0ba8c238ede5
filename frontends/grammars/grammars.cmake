# tree-sitter and the grammars of the host languages. Included, it defines
#   tree_sitter::tree_sitter     Debian's library, the static one where there is one
#   tree_sitter::cpp, ::python    the grammars: their generated parsers, compiled here
#
# The grammars come from npm by the lock file beside this one, with integrity hashes, into build/deps/grammars, which all
# build trees share. -DTREE_SITTER_GRAMMARS=… names a folder with node_modules in it instead.

cmake_path(SET grammars_deps NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../../build/deps/grammars)
set(TREE_SITTER_GRAMMARS "" CACHE PATH "a folder whose node_modules holds the grammars; empty: npm fetches them")

find_path(TREE_SITTER_INCLUDE_DIR tree_sitter/api.h REQUIRED)
find_library(TREE_SITTER_LIBRARY NAMES libtree-sitter.a tree-sitter REQUIRED)
add_library(tree_sitter::tree_sitter UNKNOWN IMPORTED)
set_target_properties(tree_sitter::tree_sitter PROPERTIES IMPORTED_GLOBAL ON
  IMPORTED_LOCATION ${TREE_SITTER_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${TREE_SITTER_INCLUDE_DIR})

set(grammars_root ${TREE_SITTER_GRAMMARS})
if(NOT grammars_root)
  set(grammars_root ${grammars_deps})
  set(lock ${CMAKE_CURRENT_LIST_DIR}/package-lock.json)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${lock})
  file(SHA256 ${lock} wanted)
  set(have "")
  if(EXISTS ${grammars_root}/installed)
    file(READ ${grammars_root}/installed have)
  endif()
  if(NOT have STREQUAL wanted)
    find_program(NPM npm REQUIRED)
    message(STATUS "fetching the tree-sitter grammars with npm")
    file(MAKE_DIRECTORY ${grammars_root})
    file(COPY ${CMAKE_CURRENT_LIST_DIR}/package.json ${lock} DESTINATION ${grammars_root})
    execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund WORKING_DIRECTORY ${grammars_root}
                    OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
      message(FATAL_ERROR "npm could not fetch the tree-sitter grammars:\n${output}")
    endif()
    file(WRITE ${grammars_root}/installed ${wanted})
  endif()
endif()

foreach(language IN ITEMS cpp python)
  set(source ${grammars_root}/node_modules/tree-sitter-${language}/src)
  add_library(tree_sitter_${language} STATIC ${source}/parser.c ${source}/scanner.c)
  target_include_directories(tree_sitter_${language} SYSTEM PRIVATE ${source})
  target_compile_options(tree_sitter_${language} PRIVATE -w -O2)  # generated tables; always fast, also in debug builds
  add_library(tree_sitter::${language} ALIAS tree_sitter_${language})
endforeach()
