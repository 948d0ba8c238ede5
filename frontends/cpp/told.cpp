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

bool wants_failure(std::string_view callee) {
  static const host::NameSet names = {"EXPECT_THROW",
                                      "ASSERT_THROW",
                                      "EXPECT_ANY_THROW",
                                      "ASSERT_ANY_THROW",
                                      "REQUIRE_THROWS",
                                      "REQUIRE_THROWS_AS",
                                      "REQUIRE_THROWS_WITH",
                                      "REQUIRE_THROWS_MATCHES",
                                      "CHECK_THROWS",
                                      "CHECK_THROWS_AS",
                                      "CHECK_THROWS_WITH",
                                      "CHECK_THROWS_MATCHES",
                                      "BOOST_CHECK_THROW",
                                      "BOOST_TEST_THROWS",
                                      "BOOST_REQUIRE_THROW",
                                      "CPPUNIT_ASSERT_THROW",
                                      "PQXX_CHECK_THROWS",
                                      "QVERIFY_THROWS_EXCEPTION",
                                      "QVERIFY_EXCEPTION_THROWN"};
  return names.contains(host::last_name(callee));
}

}  // namespace floodwall::cpp
