cmake_minimum_required(VERSION 3.25)
# cmake -DNODETAGS=… -DCOPYFUNCS=… -DOUT_DIR=… -P generate_nodes.cmake
#
# PostgreSQL generates its own tables of nodes (src/backend/nodes/gen_node_support.pl); the grammar we build against
# ships two of them. From those we derive ours, so that they are complete and right for each major version:
#   node_traits.inc     FLOODWALL_NODE(TruncateStmt)                 every node a parse tree can hold
#   node_children.inc   FLOODWALL_CHILD(TruncateStmt, relations)     every field of it that holds a node or a list
cmake_path(GET NODETAGS PARENT_PATH nodes_dir)

set(structs "")
foreach(header parsenodes.h primnodes.h)
  file(STRINGS ${nodes_dir}/${header} lines REGEX "^typedef struct [A-Za-z_]+")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE "^typedef struct ([A-Za-z_]+).*" "\\1" name "${line}")
    list(APPEND structs ${name})
  endforeach()
endforeach()

set(tags "")
file(STRINGS ${NODETAGS} lines REGEX "^[ \t]*T_[A-Za-z_]+ =")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "^[ \t]*T_([A-Za-z_]+) =.*" "\\1" name "${line}")
  if(name IN_LIST structs)
    list(APPEND tags ${name})
  endif()
endforeach()
list(SORT tags)

set(traits "// Generated from PostgreSQL's nodetags.h. Do not edit.\n")
foreach(name IN LISTS tags)
  string(APPEND traits "FLOODWALL_NODE(${name})\n")
endforeach()

set(children "// Generated from PostgreSQL's copyfuncs.funcs.c. Do not edit.\n")
set(node "")
file(STRINGS ${COPYFUNCS} lines REGEX "^_copy|COPY_NODE_FIELD")
foreach(line IN LISTS lines)
  if(line MATCHES "^_copy([A-Za-z_]+)")
    set(node ${CMAKE_MATCH_1})
  elseif(line MATCHES "COPY_NODE_FIELD\\(([A-Za-z_.]+)\\)" AND node IN_LIST tags)
    string(APPEND children "FLOODWALL_CHILD(${node}, ${CMAKE_MATCH_1})\n")
  endif()
endforeach()

file(WRITE ${OUT_DIR}/node_traits.inc "${traits}")
file(WRITE ${OUT_DIR}/node_children.inc "${children}")
