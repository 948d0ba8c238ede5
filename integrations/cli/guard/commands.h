#pragma once

namespace floodwall {

// The commands below `floodwall guard`. `argv[0]` is the command's name; the result is the exit status.
int guard_run_command(int argc, char** argv);
int guard_check_command(int argc, char** argv);
int guard_identify_command(int argc, char** argv);
int guard_mark_command(int argc, char** argv);
int guard_unmark_command(int argc, char** argv);
int guard_backups_command(int argc, char** argv);
int guard_restore_command(int argc, char** argv);
int guard_install_sql_command(int argc, char** argv);

}  // namespace floodwall
