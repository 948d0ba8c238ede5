# Packages of other Debian suites than this machine's, as files. Downloads go through apt and the mirror that this machine
# already uses, so signatures and proxies are apt's business; apt runs with lists and a cache of its own and leaves the
# system's configuration alone. Nothing is installed.

include_guard()
cmake_path(SET debian_deps NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../../build/deps)  # shared by all build trees
set(debian_mirrors_awk ${CMAKE_CURRENT_LIST_DIR}/debian_mirrors.awk)

# "URI KEYRING" for each Debian archive this machine is configured to use.
function(debian_mirrors out)
  file(STRINGS /etc/os-release codename REGEX "^VERSION_CODENAME=")
  string(REGEX REPLACE ".*=\"?([a-z]*)\"?" "\\1" codename "${codename}")
  execute_process(COMMAND apt-config shell LIST Dir::Etc::SourceList/f PARTS Dir::Etc::SourceParts/d OUTPUT_VARIABLE shell)
  string(REGEX MATCH "LIST='([^']*)'" _ "${shell}")
  set(files ${CMAKE_MATCH_1})
  string(REGEX MATCH "PARTS='([^']*)'" _ "${shell}")
  file(GLOB parts ${CMAKE_MATCH_1}/*.list ${CMAKE_MATCH_1}/*.sources)
  set(existing "")
  foreach(file IN LISTS files parts)
    if(EXISTS ${file})
      list(APPEND existing ${file})
    endif()
  endforeach()
  set(lines "")
  if(existing)
    execute_process(COMMAND awk -v codename=${codename} -f ${debian_mirrors_awk} ${existing} OUTPUT_VARIABLE lines)
  endif()
  string(STRIP "${lines}" lines)
  string(REPLACE "\n" ";" lines "${lines}")
  set(${out} ${lines} PARENT_SCOPE)
endfunction()

# The options with which apt-get and apt-cache see nothing but what debian_download has put into ${scratch}.
function(debian_apt_options out scratch)
  set(${out} -qq
      -o Dir::Etc::SourceList=${scratch}/sources.list -o Dir::Etc::SourceParts=/dev/null
      -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null -o APT::Default-Release=
      -o Dir::State::Lists=${scratch}/lists -o Dir::State::Status=${scratch}/status -o Dir::Cache=${scratch}/cache
      -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=1 -o Acquire::http::Timeout=20
      PARENT_SCOPE)
endfunction()

# Downloads into ${scratch} with `apt-get ARGN` from `suite` of the first mirror that has it. `type` is deb or deb-src;
# `pattern` says which file must then be there. Sets `out` to that file, or to nothing.
function(debian_download out scratch type suite pattern)
  set(${out} "" PARENT_SCOPE)
  execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture OUTPUT_STRIP_TRAILING_WHITESPACE)
  debian_apt_options(options_of_apt ${scratch})
  debian_mirrors(mirrors)
  foreach(mirror IN LISTS mirrors)
    string(REGEX MATCH "^([^ ]+) (.+)$" _ "${mirror}")
    set(uri ${CMAKE_MATCH_1})
    set(keyring ${CMAKE_MATCH_2})
    if(keyring STREQUAL "-" AND EXISTS /usr/share/keyrings/debian-archive-keyring.gpg)
      set(keyring /usr/share/keyrings/debian-archive-keyring.gpg)
    endif()
    set(options "arch=${architecture}")
    if(NOT keyring STREQUAL "-")
      string(APPEND options " signed-by=${keyring}")
    endif()
    file(REMOVE_RECURSE ${scratch})
    file(MAKE_DIRECTORY ${scratch}/lists/partial ${scratch}/cache/archives/partial)
    file(WRITE ${scratch}/status "")
    file(WRITE ${scratch}/sources.list "${type} [${options}] ${uri} ${suite} main\n")
    execute_process(COMMAND apt-get ${options_of_apt} update WORKING_DIRECTORY ${scratch} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    if(NOT failed)
      execute_process(COMMAND apt-get ${options_of_apt} ${ARGN} WORKING_DIRECTORY ${scratch} RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    endif()
    file(GLOB file ${scratch}/${pattern})
    if(file AND NOT failed)
      set(${out} ${file} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# Runs the body of a fetch: one process at a time, and what it makes appears in one rename or not at all.
macro(debian_begin_fetch folder)
  file(MAKE_DIRECTORY ${debian_deps})
  file(LOCK ${debian_deps}/lock GUARD FUNCTION TIMEOUT 900)
  if(EXISTS ${folder}/.version)
    return()
  endif()
  string(RANDOM suffix)
  set(scratch ${debian_deps}/fetch-${suffix})
endmacro()

# Unpacks `package` of the major version into `folder`, out of the first suite in ARGN that has that one (suites move on), its
# version in .version. Without any the folder is not made.
function(debian_fetch_unpacked folder package major)
  debian_begin_fetch(${folder})
  foreach(suite IN LISTS ARGN)
    debian_download(deb ${scratch} deb ${suite} "${package}_*.deb" download ${package})
    if(deb)
      execute_process(COMMAND dpkg-deb -f ${deb} Version OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE)
      string(REGEX REPLACE "^[0-9]+:|-[^-]*$" "" version "${version}")
      if(version MATCHES "^${major}\\.")
        execute_process(COMMAND dpkg-deb -x ${deb} ${scratch}/unpacked COMMAND_ERROR_IS_FATAL ANY)
        file(WRITE ${scratch}/unpacked/.version "${version}")
        file(RENAME ${scratch}/unpacked ${folder})
        break()
      endif()
    endif()
  endforeach()
  file(REMOVE_RECURSE ${scratch})
endfunction()
