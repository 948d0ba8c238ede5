# The headers of a libpqxx that this Debian does not have yet: out of a newer suite's package, unpacked under build/deps, not
# installed.
include(${PROJECT_SOURCE_DIR}/analyzer/sql/debian_packages.cmake)

# Sets `out` to the folder with those of the major version, or to nothing; ARGN: the suites of Debian that may have it.
function(libpqxx_headers out major)
  set(folder ${debian_deps}/libpqxx-${major})
  debian_fetch_unpacked(${folder} libpqxx-dev ${major} ${ARGN})
  set(${out} "" PARENT_SCOPE)
  if(EXISTS ${folder}/.version)
    set(${out} ${folder}/usr/include PARENT_SCOPE)
  endif()
endfunction()
