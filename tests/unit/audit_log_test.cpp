#include "integrations/guard/core/audit_log.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/catch.h"

namespace floodwall::guard {
namespace {

TEST_CASE("what may be a value is masked") {
  CHECK(masked("CREATE ROLE a PASSWORD 'x' VALID UNTIL U&'!0061' UESCAPE '!'") ==
        "CREATE ROLE a PASSWORD ? VALID UNTIL ? UESCAPE ?");
  CHECK(masked("SELECT dblink('password=x'), $a$x$a$, E'\\'x', B'1', 1.5e3, $1, \"a\"") ==
        "SELECT dblink(?), ?, ?, ?, ?, $1, \"a\"");
  CHECK(masked("ALTER ROLE a PASSWORD 'open") == "ALTER ROLE a PASSWORD ?");
  // Where backslashes escape, the string goes on.
  CHECK(masked(R"(ALTER ROLE a PASSWORD 'x\' secret '; SELECT 1)") == "ALTER ROLE a PASSWORD ? …");
  CHECK(masked(R"(SELECT 'a\\', 1)") == "SELECT ?, ?");
}

TEST_CASE("processes write one audit log, and none of its lines is lost when it is moved") {
  std::string folder = "/tmp/floodwall-audit-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  const std::string path = folder + "/audit.jsonl";
  constexpr int writers = 4;
  constexpr int lines = 50;
  const std::string line(60'000, 'x');  // 12 MB in all: moved once
  std::array<pid_t, writers> children{};
  for (pid_t& child : children) {
    child = ::fork();
    if (child != 0) continue;
    AuditLog log(path);
    for (int i = 0; i < lines; ++i) log.append(line);
    ::_exit(log.trouble().empty() ? 0 : 1);
  }
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  int whole = 0;
  for (const std::string& name : {path, path + ".1"}) {
    std::ifstream file(name);
    for (std::string read; std::getline(file, read);) whole += read == line ? 1 : 0;
  }
  CHECK(whole == writers * lines);
  std::system(("rm -rf " + folder).c_str());
}

TEST_CASE("an audit log that cannot be written says why, and leaves no half line") {
  AuditLog full("/dev/full");
  full.append("{}");
  CHECK(full.trouble() == "/dev/full: No space left on device");
  CHECK(full.trouble().empty());
  std::string folder = "/tmp/floodwall-audit-XXXXXX";
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  AuditLog none(folder);
  none.append("{}");
  CHECK(none.trouble() == folder + ": Is a directory");
  REQUIRE(::mkfifo((folder + "/pipe").c_str(), 0600) == 0);
  AuditLog pipe(folder + "/pipe");
  pipe.append("{}");  // nobody reads it
  CHECK_FALSE(pipe.trouble().empty());

  const pid_t child = ::fork();
  if (child == 0) {  // a file of at most 100 bytes
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit most = {100, 100};
    ::setrlimit(RLIMIT_FSIZE, &most);
    AuditLog small(folder + "/small");
    for (int i = 0; i < 3; ++i) small.append(std::string(59, 'x'));
    ::_exit(small.trouble().empty() ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  std::ifstream file(folder + "/small");
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == std::string(59, 'x') + "\n");
  std::system(("rm -rf " + folder).c_str());
}

}  // namespace
}  // namespace floodwall::guard
