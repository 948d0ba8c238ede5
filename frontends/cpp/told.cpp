#include "frontends/cpp/told.h"

#include "frontends/host_values/words.h"

namespace floodwall::cpp {

bool is_told_to_people(std::string_view callee) {
  static const host::NameSet names = {
      "printf",  "fprintf",  "puts", "fputs", "perror",  "dprintf", "println",   "tr",   "_",
      "gettext", "ngettext", "N_",   "elog",  "ereport", "syslog",  "translate", "i18n", "i18nc",
      "write",   "dgettext", "vlog", "Dmsg",  "Jmsg",    "Mmsg0",   "FAIL",      "INFO", "SCOPED_TRACE"};
  if (callee.ends_with(".<<")) callee.remove_suffix(3);
  if (callee.ends_with("()")) callee.remove_suffix(2);
  const std::string_view name = host::last_name(callee);
  if (names.contains(name)) return true;
  if (name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("_error")) return true;
  return host::Words(name).has_any(
      {"log",     "logger", "print", "debug",   "warn",  "warning",    "error",    "err",    "fatal",
       "info",    "trace",  "msg",   "message", "usage", "help",       "notice",   "errmsg", "errdetail",
       "errhint", "report", "cout",  "cerr",    "clog",  "errcontext", "complain", "throw"});
}

}  // namespace floodwall::cpp
