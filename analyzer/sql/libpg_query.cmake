# Finds PostgreSQL's parser. Included, it defines
#   libpg_query::libpg_query     static library; its include directories are SYSTEM
#   LIBPG_QUERY_INCLUDE_DIRS     pg_query.h, pg_query_internal.h, postgres.h
#   LIBPG_QUERY_MAJOR            18, or 17
#   LIBPG_QUERY_VERSION          "18.0.0", "17-6.1.0", … as its packager numbers it
#   LIBPG_QUERY_NODETAGS, LIBPG_QUERY_COPYFUNCS    the tables that PostgreSQL generates of its nodes
# Run as a script (cmake -P), it only unpacks the sources of 17 and with them PostgreSQL's regression SQL, into
# build/deps/libpg_query-17/test/sql/postgres_regress.
#
# Debian 12 packages grammar 15, which rejects MERGE … RETURNING, JSON_TABLE and virtual columns. So, in this order:
#   -DLIBPG_QUERY_ROOT=…, if given: an installation prefix or a built source tree
#   (a) a system library of 18 or later that ships PostgreSQL's headers
#   (b) Debian's libpg-query-dev 18 from a newer suite, unpacked under build/deps, not installed
#   (c) Debian 13's source package of 17, built under build/deps in a few seconds
# How things are downloaded: debian_packages.cmake.

cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/debian_packages.cmake)
set(libpg_query_deps ${debian_deps})

# build/deps/libpg_query-17: the source package of Debian 13. --tar-only, because mirrors have been seen without the .dsc;
# apt checks the tarball against the signed index either way.
function(libpg_query_fetch_17 folder)
  debian_begin_fetch(${folder})
  debian_download(tar ${scratch} deb-src trixie "libpg-query_*.orig.tar.*"
    source --download-only --tar-only libpg-query)
  if(tar)
    file(ARCHIVE_EXTRACT INPUT ${tar} DESTINATION ${scratch}/unpacked)
    file(GLOB top ${scratch}/unpacked/*/Makefile)
    cmake_path(GET top PARENT_PATH top)
    string(REGEX REPLACE ".*/libpg-query_(.*)\\.orig\\..*" "\\1" version "${tar}")
    file(WRITE ${top}/.version "${version}")
    file(RENAME ${top} ${folder})
  endif()
  file(REMOVE_RECURSE ${scratch})
endfunction()

# Builds the archive in the unpacked sources of 17.
function(libpg_query_build_17 folder)
  file(LOCK ${libpg_query_deps}/lock GUARD FUNCTION TIMEOUT 900)
  if(NOT EXISTS ${folder}/.version OR EXISTS ${folder}/libpg_query.a)
    return()
  endif()
  message(STATUS "libpg_query: building 17 in ${folder}")
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  execute_process(  # under another name first, so that an interrupted build leaves no half archive to be found
    COMMAND make -s -j${cores} build CC=${CMAKE_C_COMPILER} "CFLAGS_OPT_LEVEL=-O2 -w" ARLIB=libpg_query.new.a
    WORKING_DIRECTORY ${folder} OUTPUT_QUIET ERROR_VARIABLE errors RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "libpg_query 17 does not build in ${folder}:\n${errors}")
  endif()
  file(RENAME ${folder}/libpg_query.new.a ${folder}/libpg_query.a)
endfunction()

# Sets libpg_query_{includes,archive,major,version,postgres} if `root` holds an archive and all headers, whichever way it is
# laid out: an installation (Debian's) or a source tree.
function(libpg_query_inspect root)
  set(libpg_query_major "" PARENT_SCOPE)
  file(GLOB archives ${root}/libpg_query.a ${root}/lib/libpg_query.a ${root}/lib/*/libpg_query.a ${root}/usr/lib/*/libpg_query.a)
  if(CMAKE_LIBRARY_ARCHITECTURE)  # of several installed architectures, the one we compile for
    list(FILTER archives INCLUDE REGEX "${CMAKE_LIBRARY_ARCHITECTURE}/libpg_query\\.a$|${root}/(lib/)?libpg_query\\.a$")
  endif()
  foreach(top ${root} ${root}/include ${root}/usr/include)
    foreach(internal IN ITEMS ${top}/src ${top}/pg_query)
      foreach(postgres ${internal}/postgres/include ${internal}/postgres)
        if(archives AND EXISTS ${top}/pg_query.h AND EXISTS ${internal}/pg_query_internal.h AND
           EXISTS ${postgres}/nodes/nodetags.h AND EXISTS ${postgres}/copyfuncs.funcs.c)
          list(GET archives 0 archive)
          file(STRINGS ${top}/pg_query.h major REGEX "define PG_MAJORVERSION ")
          string(REGEX REPLACE "[^0-9]" "" major "${major}")
          set(version ${major})
          if(EXISTS ${root}/.version)
            file(READ ${root}/.version version)
          endif()
          set(libpg_query_includes ${top} ${internal} ${postgres} PARENT_SCOPE)
          set(libpg_query_archive ${archive} PARENT_SCOPE)
          set(libpg_query_major ${major} PARENT_SCOPE)
          set(libpg_query_version ${version} PARENT_SCOPE)
          set(libpg_query_postgres ${postgres} PARENT_SCOPE)
          return()
        endif()
      endforeach()
    endforeach()
  endforeach()
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  libpg_query_fetch_17(${libpg_query_deps}/libpg_query-17)
  if(NOT EXISTS ${libpg_query_deps}/libpg_query-17/.version)
    message(FATAL_ERROR "the sources of libpg_query 17 cannot be downloaded from this machine's Debian mirror")
  endif()
  return()
endif()

set(FLOODWALL_PG_MAJOR 18 CACHE STRING "PostgreSQL grammar: 18, or 17, the oldest that we promise")
set(LIBPG_QUERY_ROOT "" CACHE PATH "a libpg_query with PostgreSQL's headers: installation prefix or built source tree")
find_program(APT_GET apt-get)

set(libpg_query_major "")
if(LIBPG_QUERY_ROOT)
  libpg_query_inspect(${LIBPG_QUERY_ROOT})
  set(libpg_query_step "LIBPG_QUERY_ROOT")
  if(NOT libpg_query_major)
    message(FATAL_ERROR "LIBPG_QUERY_ROOT=${LIBPG_QUERY_ROOT} lacks libpg_query.a, pg_query_internal.h or PostgreSQL's headers")
  endif()
endif()

if(NOT libpg_query_major)  # (a)
  foreach(prefix /usr/local /usr)
    libpg_query_inspect(${prefix})
    if(libpg_query_major EQUAL FLOODWALL_PG_MAJOR OR
       (FLOODWALL_PG_MAJOR EQUAL 18 AND libpg_query_major AND libpg_query_major GREATER 18))
      set(libpg_query_step "the system's library")
      break()
    endif()
    set(libpg_query_major "")
  endforeach()
endif()

# (b) Not tried again in a build tree where it failed: without a network, every later configure would wait for it.
if(NOT libpg_query_major AND FLOODWALL_PG_MAJOR EQUAL 18)
  set(folder ${libpg_query_deps}/libpg_query-18)
  if(APT_GET AND NOT EXISTS ${folder}/.version AND NOT LIBPG_QUERY_18_UNAVAILABLE)
    message(STATUS "libpg_query: fetching Debian's libpg-query-dev 18")
    debian_fetch_unpacked(${folder} libpg-query-dev 18 forky sid)  # the grammar that our code knows
  endif()
  libpg_query_inspect(${folder})
  set(libpg_query_step "Debian's package of a newer suite, unpacked")
  if(NOT libpg_query_major)
    set(LIBPG_QUERY_18_UNAVAILABLE ON CACHE INTERNAL "")
    message(STATUS "libpg_query: 18 is not to be had here, falling back to 17 (cmake --fresh tries again)")
  endif()
endif()

if(NOT libpg_query_major)  # (c)
  set(folder ${libpg_query_deps}/libpg_query-17)
  if(APT_GET)
    if(NOT EXISTS ${folder}/.version)
      message(STATUS "libpg_query: fetching Debian 13's sources of 17")
      libpg_query_fetch_17(${folder})
    endif()
    libpg_query_build_17(${folder})
  endif()
  libpg_query_inspect(${folder})
  set(libpg_query_step "Debian 13's sources, built")
endif()

if(NOT libpg_query_major)  # (d)
  message(FATAL_ERROR
    "No libpg_query with PostgreSQL's internal headers: neither installed, nor on this machine's Debian mirror. "
    "Build pganalyze/libpg_query (branch 18-latest or 17-latest) and pass -DLIBPG_QUERY_ROOT=<its folder>.")
endif()

set(LIBPG_QUERY_MAJOR ${libpg_query_major})
set(LIBPG_QUERY_VERSION ${libpg_query_version})
set(LIBPG_QUERY_INCLUDE_DIRS ${libpg_query_includes})
set(LIBPG_QUERY_NODETAGS ${libpg_query_postgres}/nodes/nodetags.h)
set(LIBPG_QUERY_COPYFUNCS ${libpg_query_postgres}/copyfuncs.funcs.c)
set(FLOODWALL_REGRESSION_SQL ${libpg_query_deps}/libpg_query-17/test/sql/postgres_regress CACHE PATH
    "PostgreSQL's regression SQL, for tests and bench; there once this file has run as a script")
message(STATUS "libpg_query: ${LIBPG_QUERY_VERSION} (PostgreSQL ${LIBPG_QUERY_MAJOR}) from ${libpg_query_step}: ${libpg_query_archive}")

add_library(libpg_query::libpg_query STATIC IMPORTED GLOBAL)
set_target_properties(libpg_query::libpg_query PROPERTIES
  IMPORTED_LOCATION ${libpg_query_archive}
  INTERFACE_INCLUDE_DIRECTORIES "${libpg_query_includes}"
  INTERFACE_LINK_LIBRARIES "floodwall_libc_shims;Threads::Threads")
