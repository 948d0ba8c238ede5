#pragma once

namespace floodwall {

// The commands. `argv[0]` is the command's name; the result is the program's exit status.
int check_command(int argc, char** argv);
int explain_command(int argc, char** argv);
int rules_command(int argc, char** argv);
int init_command(int argc, char** argv);
int fragments_command(int argc, char** argv);
int ast_command(int argc, char** argv);
int schema_command(int argc, char** argv);
int blast_command(int argc, char** argv);
int facts_command(int argc, char** argv);
int link_command(int argc, char** argv);
int guard_command(int argc, char** argv);
int docs_command(int argc, char** argv);
int settings_schema_command(int argc, char** argv);

}  // namespace floodwall
