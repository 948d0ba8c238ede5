cmake_minimum_required(VERSION 3.25)
# cmake -DSOURCE_DIR=… -P layering.cmake: fails on an #include that points the wrong way.
#
#   integrations -> {rules, frontends} -> analyzer
#   engine -> rule -> catalog -> sql -> text -> base        (within the analyzer; report may use all of it)

# What the sources of a folder may include of ours. A folder that is not listed here may include everything.
set(base        "analyzer/base")
set(text        "${base}|analyzer/text")
set(diagnostics "${text}|analyzer/diagnostics")
set(sql         "${text}|analyzer/sql")
set(catalog     "${sql}|analyzer/catalog")
set(rule        "${catalog}|analyzer/diagnostics|analyzer/rule")
set(engine      "${rule}|analyzer/engine")
set(report      "analyzer")
set(rules       "${rule}")  # no rule knows another
set(frontends   "${text}|frontends")
set(layers analyzer/base analyzer/text analyzer/diagnostics analyzer/sql analyzer/catalog analyzer/rule analyzer/engine
           analyzer/report rules frontends)

# What only one folder may include of others', and where the outside world may be touched.
set(postgres    "postgres\\.h|postgres_ext\\.h|pg_query[^/]*\\.h|(nodes|parser|common|utils|catalog|mb|storage|access)/.*|scan_tokens\\.h|gram\\.h|plpgsql\\.h|miscadmin\\.h")
set(tree_sitter "tree_sitter/.*")
set(clang       "(clang|clang-c|llvm)/.*")
set(world       "fstream|iostream|filesystem|chrono|ctime|random|thread|future|time\\.h|unistd\\.h|fcntl\\.h|dirent\\.h|sys/.*|netinet/.*")

set(problems "")
function(forbid file include why)
  string(APPEND problems "  ${file}: #include ${include}: ${why}\n")
  set(problems "${problems}" PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR}
  ${SOURCE_DIR}/analyzer/*.cpp ${SOURCE_DIR}/analyzer/*.c ${SOURCE_DIR}/analyzer/*.h
  ${SOURCE_DIR}/rules/*.cpp ${SOURCE_DIR}/rules/*.h
  ${SOURCE_DIR}/frontends/*.cpp ${SOURCE_DIR}/frontends/*.c ${SOURCE_DIR}/frontends/*.h
  ${SOURCE_DIR}/integrations/*.cpp ${SOURCE_DIR}/integrations/*.c ${SOURCE_DIR}/integrations/*.h)
list(FILTER files EXCLUDE REGEX "/node_modules/")
foreach(file IN LISTS files)
  set(layer "")
  foreach(candidate IN LISTS layers)
    if(file MATCHES "^${candidate}/")
      set(layer ${candidate})
      string(REGEX REPLACE "^analyzer/" "" allowed_name ${candidate})
    endif()
  endforeach()
  if(NOT layer AND file MATCHES "^analyzer/")
    string(APPEND problems "  ${file}: this folder of the analyzer has no place in tests/tidy/layering.cmake\n")
    continue()
  endif()

  file(READ ${SOURCE_DIR}/${file} source)
  string(REGEX REPLACE "[][;]" "_" source "${source}")  # or CMake would take the text for a list
  string(REGEX MATCHALL "(^|\n)[ \t]*#[ \t]*include[ \t]*[<\"][^>\"\n]+" includes "${source}")
  foreach(line IN LISTS includes)
    string(REGEX REPLACE ".*[<\"]" "" include "${line}")
    if(include MATCHES "^(analyzer|rules|frontends|integrations|tests)/")
      if(layer AND NOT include MATCHES "^(${${allowed_name}})/")
        forbid(${file} ${include} "${layer} must not know it")
      elseif(include MATCHES "^tests/")
        forbid(${file} ${include} "nothing of the product uses the tests")
      endif()
      continue()
    elseif(line MATCHES "\"" AND EXISTS ${SOURCE_DIR}/${file}/../${include})
      forbid(${file} ${include} "write the path from the top of the tree")
    endif()
    if(include MATCHES "^(${postgres})$" AND NOT file MATCHES "^analyzer/sql/")
      forbid(${file} ${include} "PostgreSQL's headers only in analyzer/sql; use analyzer/sql/nodes.h")
    elseif(include MATCHES "^(${tree_sitter})$" AND NOT file MATCHES "^frontends/")
      forbid(${file} ${include} "tree-sitter only in frontends")
    elseif(include MATCHES "^(${clang})$" AND NOT file MATCHES "^frontends/cpp/semantic/")
      forbid(${file} ${include} "clang and LLVM only in frontends/cpp/semantic")
    elseif(include MATCHES "^(${world})$" AND file MATCHES "^(analyzer|rules|frontends)/" AND NOT file MATCHES "^frontends/cpp/semantic/")
      forbid(${file} ${include} "no files, clock, threads or environment here; integrations/workspace does that")
    endif()
  endforeach()
endforeach()

# A rule is a pair of files.
file(GLOB texts RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/rules/*/*.md)
foreach(text IN LISTS texts)
  string(REGEX REPLACE "\\.md$" ".cpp" code ${text})
  if(NOT EXISTS ${SOURCE_DIR}/${code})
    string(APPEND problems "  ${text}: there is no ${code}\n")
  endif()
endforeach()

if(problems)
  message(FATAL_ERROR "integrations -> rules, frontends -> analyzer; these do not keep to it:\n${problems}")
endif()
list(LENGTH files count)
message(STATUS "${count} files in order")
