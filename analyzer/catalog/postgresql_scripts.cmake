# Finds the scripts from which PostgreSQL makes its system catalogs and extensions. Included, it defines
#   POSTGRESQL_SCRIPTS    the manifest that analyzer/catalog/builtin_tables wants
#
# They come from the servers that this machine has installed, and for 15, 17 and 18 otherwise out of Debian's packages,
# unpacked under build/deps, not installed. 16 is in no suite of Debian; what 15 or 17 have covers it. A version that is not
# to be had is left out; without any, whatever may be PostgreSQL's is taken for existing.

include(${PROJECT_SOURCE_DIR}/analyzer/sql/debian_packages.cmake)
set(POSTGRESQL_SHAREDIRS "" CACHE STRING "further folders with a postgres.bki, as pg_config --sharedir prints them")

# Extensions that are looked for, too, as their packages are called behind "postgresql-17-".
set(postgresql_extension_packages
  address-standardizer age cron debversion first-last-agg h3 hll http hypopg icu-ext ip4r mysql-fdw ogr-fdw orafce partman
  periods pg-hint-plan pg-ivm pg-permissions pg-qualstats pg-stat-kcache pg-uuidv7 pg-wait-sampling pgaudit pglogical pgmp
  pgrouting pgrouting-scripts pgsphere pgtap pgtt pgvector plpgsql-check pointcloud postgis-3 postgis-3-scripts prefix q3c rational repack
  roaringbitmap rum semver set-user similarity squeeze tdigest tds-fdw timescaledb unit)

# Of an extension with a script for its default version, the scripts that lead there from others say nothing new.
function(postgresql_prune_scripts folder)
  file(GLOB controls ${folder}/*.control)
  foreach(control IN LISTS controls)
    cmake_path(GET control STEM LAST_ONLY name)
    string(REGEX REPLACE "-[0-9]+$" "" name ${name})  # postgis-3.control, which Debian links to postgis.control
    file(STRINGS ${control} version REGEX "^ *default_version")
    string(REGEX REPLACE "^[^=]*= *'?([^' ]*).*" "\\1" version "${version}")
    if(EXISTS ${folder}/${name}--${version}.sql)
      file(GLOB updates ${folder}/${name}--*--*.sql)
      if(updates)
        file(REMOVE ${updates})
      endif()
    endif()
  endforeach()
endfunction()

# build/deps/postgresql-17: what Debian's packages of a major version have in /usr/share/postgresql/17.
function(postgresql_scripts_fetch folder major)
  debian_begin_fetch(${folder})
  foreach(suite IN LISTS ARGN)
    debian_download(server ${scratch} deb ${suite} "postgresql-${major}_*.deb" download postgresql-${major})
    if(NOT server)
      continue()
    endif()
    debian_apt_options(options ${scratch})
    execute_process(COMMAND apt-cache ${options} pkgnames postgresql-${major}- WORKING_DIRECTORY ${scratch}
      OUTPUT_VARIABLE packaged ERROR_QUIET)
    string(REPLACE "\n" ";" packaged "${packaged}")
    set(wanted ${postgresql_extension_packages})
    list(TRANSFORM wanted PREPEND "postgresql-${major}-")
    set(packages "")
    foreach(package IN LISTS wanted)
      if(package IN_LIST packaged)
        list(APPEND packages ${package})
      endif()
    endforeach()
    if(packages)
      execute_process(COMMAND apt-get ${options} download ${packages} WORKING_DIRECTORY ${scratch} OUTPUT_QUIET ERROR_QUIET)
    endif()
    set(share ${scratch}/unpacked/usr/share/postgresql/${major})
    file(MAKE_DIRECTORY ${share}/extension)
    file(GLOB debs ${scratch}/*.deb)
    foreach(deb IN LISTS debs)
      execute_process(  # tar complains of patterns that fit nothing
        COMMAND dpkg-deb --fsys-tarfile ${deb}
        COMMAND tar --extract --wildcards --exclude=*--unpackaged* --exclude=*--ANY* --exclude=*/contrib/* --exclude=*/man/*
                ./usr/share/postgresql/${major}/*.bki ./usr/share/postgresql/${major}/*.sql
                ./usr/share/postgresql/${major}/extension/*.control
        WORKING_DIRECTORY ${scratch}/unpacked OUTPUT_QUIET ERROR_QUIET)
    endforeach()
    if(EXISTS ${share}/postgres.bki)
      postgresql_prune_scripts(${share}/extension)
      execute_process(COMMAND dpkg-deb -f ${server} Version OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE)
      file(WRITE ${share}/.version "${version}")
      file(RENAME ${share} ${folder})
      break()
    endif()
  endforeach()
  file(REMOVE_RECURSE ${scratch})
endfunction()

# Sets `out` to a folder with PostgreSQL `major`, or to nothing; ARGN: the suites of Debian that package it.
function(postgresql_scripts_find out major)
  set(folder ${debian_deps}/postgresql-${major})
  if(EXISTS /usr/share/postgresql/${major}/postgres.bki)
    set(folder /usr/share/postgresql/${major})
  elseif(ARGN AND NOT EXISTS ${folder}/.version AND NOT POSTGRESQL_${major}_UNAVAILABLE)
    find_program(APT_GET apt-get)
    if(APT_GET)
      message(STATUS "builtins: fetching the scripts of PostgreSQL ${major} from Debian's packages")
      postgresql_scripts_fetch(${folder} ${major} ${ARGN})
    endif()
    if(NOT EXISTS ${folder}/.version)  # not tried again in this build tree: without a network, every configure would wait
      set(POSTGRESQL_${major}_UNAVAILABLE ON CACHE INTERNAL "")
      message(STATUS "builtins: PostgreSQL ${major} is not to be had here, left out (cmake --fresh tries again)")
    endif()
  endif()
  if(NOT EXISTS ${folder}/postgres.bki)
    set(folder "")
  endif()
  set(${out} ${folder} PARENT_SCOPE)
endfunction()

# Newest first: a table's columns come in the order of the newest version.
postgresql_scripts_find(postgresql_18 18 forky sid)
postgresql_scripts_find(postgresql_17 17 trixie)
postgresql_scripts_find(postgresql_16 16)
postgresql_scripts_find(postgresql_15 15 bookworm)
set(POSTGRESQL_SCRIPTS "")
set(folders ${POSTGRESQL_SHAREDIRS} ${postgresql_18} ${postgresql_17} ${postgresql_16} ${postgresql_15})
foreach(folder IN LISTS folders)
  if(EXISTS ${folder}/.version)
    file(READ ${folder}/.version version)
    list(APPEND POSTGRESQL_SCRIPTS "# ${version}")  # so that others make another manifest
  endif()
  set(order ${folder}/postgres.bki)
  foreach(script system_functions system_views snowball_create information_schema)
    list(APPEND order ${folder}/${script}.sql)
  endforeach()
  file(GLOB controls ${folder}/extension/*.control)
  file(GLOB scripts ${folder}/extension/*--*.sql)
  list(FILTER scripts EXCLUDE REGEX "--unpackaged|--ANY")
  list(SORT scripts COMPARE NATURAL)
  foreach(file IN LISTS order controls scripts)
    if(EXISTS ${file})
      list(APPEND POSTGRESQL_SCRIPTS ${file})
    endif()
  endforeach()
endforeach()
if(POSTGRESQL_SCRIPTS)
  list(JOIN folders ", " where)
  message(STATUS "builtins: what PostgreSQL defines, from ${where}")
else()
  message(STATUS "builtins: no scripts of PostgreSQL; whatever may be its own is taken for existing")
endif()
