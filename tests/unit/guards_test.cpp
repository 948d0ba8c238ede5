// Which checks of the target database are recognised. Each text calls destroy() once.
#include "tests/support/catch.h"

#include <optional>
#include <string>

#include "frontends/host_values/check_book.h"
#include "frontends/host_values/definitions.h"
#include "frontends/host_values/flow.h"
#include "frontends/host_values/guards.h"
#include "frontends/python/calls.h"
#include "frontends/python/syntax.h"

namespace floodwall::host {
namespace {

GuardStrength before_destroy(const std::string& text) {
  const Program program = python::parse(text);
  const Definitions definitions(program);
  const GuardReader* reader = nullptr;
  CheckBook checks([&](const Function& function) { return reader->check_made_by(function); });
  const KnownChecks known = [&](std::string_view name) -> std::optional<KnownCheck> {
    const Function* own = definitions.function_named(name);
    return own == nullptr ? std::nullopt : std::optional(checks.of(*own));
  };
  const GuardReader guards(program, definitions, known);
  reader = &guards;
  Flow flow(program, {.never_returns = python::never_returns});
  std::optional<GuardStrength> strength;
  flow.run({.on_call = [&](const CallEvent& event) {
    if (event.path == "destroy" || event.path.ends_with(".destroy")) strength = guards.before(event);
  }});
  REQUIRE(strength);
  return *strength;
}

TEST_CASE("a check of the database's own name guards what comes behind it") {
  for (const char* check : {
           "from floodwall.alembic import protect\n  protect(context)",
           "import floodwall as fw\n  fw.assert_test_database(conn)",
           "conn = psycopg2.connect(url, connection_factory=floodwall.psycopg2.Connection)",
           "conn = floodwall.psycopg.connect(url)",
           "if 'test' not in url.database: raise RuntimeError",
           "if not url.database.endswith('_test'): raise RuntimeError",
           "assert conn.info.dbname.startswith('test_')",
           "assert 'test' in engine.url.database",
           "if conn.get_dsn_parameters()['dbname'] not in ALLOWED: sys.exit(1)",
           "if settings.DATABASES['default']['NAME'] != 'test': pytest.skip('x')",
           "if connection.settings_dict['NAME'] not in DISPOSABLE: raise RuntimeError",
           "name = conn.execute('SELECT current_database()').scalar()\n  if 'test' not in name: raise "
           "RuntimeError",
           "cur.execute('select current_database()')\n  name = cur.fetchone()[0]\n  if name != 'test': raise "
           "X",
           "if not re.search('test|dev', cur.execute('select current_database()').fetchone()[0]): raise X",
           "if 'test' not in DATABASE_URL: pytest.exit('no')",
           "if 'test' not in os.environ['DATABASE_URL']: raise X",
           "if 'test' not in os.environ.get('PGDATABASE', ''): raise X",
           "if 'test' not in make_url(config.get_main_option('sqlalchemy.url')).database: raise X",
           "if not urlparse(DATABASE_URL).path.endswith('_test'): raise X",
           "db_name = urlparse(DATABASE_URL).path.lstrip('/')\n  if not any(m in db_name for m in MARKS): "
           "raise X",
           "is_test = 'test' in url.database\n  if not is_test: raise X",
           "if not ('test' in url.database or os.environ.get('FORCE')): raise X",
           "if url.database not in ALLOWED and not force: raise X",
           "if url.database not in ALLOWED and not os.environ.get('FORCE'): raise X",
           "if not ('test' in url.database or os.getenv('FORCE') == '1'): raise X",
           "force = os.environ.get('FORCE', '')\n  if 'test' not in url.database and not force: raise X",
           "if input('Type the name: ') != name: return",
           "if not click.confirm('Really?'): return",
           "if conn.execute('SELECT 1 FROM tags LIMIT 1').first(): raise X",
           "assert_test_database(conn)",
           "floodwall.protect(conn)",
           "if not is_test_database(): raise X",
           "with conn:\n    if 'test' not in url.database: raise X",
           "try:\n    check = url.database == 'x'\n  except E:\n    raise\n  if not check: raise X",
       }) {
    CAPTURE(check);
    CHECK(before_destroy("def f():\n  " + std::string(check) + "\n  destroy()\n") == GuardStrength::Full);
  }
}

TEST_CASE("not everything that is called like floodwall's own, or is floodwall's, checks") {
  for (const char* call : {
           "from elsewhere import protect\n  protect(context)",
           "conn = floodwall.default_guard()",
           "conn = psycopg2.connect(url, connection_factory=Connection)",
       }) {
    CAPTURE(call);
    CHECK(before_destroy("def f():\n  " + std::string(call) + "\n  destroy()\n") == GuardStrength::None);
  }
}

TEST_CASE("a check that only knows names which it must not be lets all others pass") {
  for (const char* check : {
           "if bind.engine.url.database == 'production': raise RuntimeError",
           "if connection.settings_dict['NAME'] in PROTECTED: raise RuntimeError",
           "if 'prod' in os.environ['DATABASE_URL']: raise X",
           "assert url.database != 'live'",
           "is_live = conn.info.dbname.endswith('_live')\n  if is_live: raise X",
           "if any(word in url.database for word in ('prod', 'live')): raise X",
           "if url.database == 'live' and not force: raise X",
       }) {
    CAPTURE(check);
    CHECK(before_destroy("def f():\n  " + std::string(check) + "\n  destroy()\n") == GuardStrength::Deny);
  }
  CHECK(before_destroy("def f():\n  if 'prod' in url.database: raise X\n"
                       "  if not url.database.endswith('_test'): raise X\n  destroy()\n") ==
        GuardStrength::Full);
  CHECK(before_destroy("def f():\n  if url.database == 'live' and input('Sure?') != 'yes': raise X\n"
                       "  destroy()\n") == GuardStrength::Full);
}

TEST_CASE("a way around a check that stands open by default leaves nothing of it") {
  for (const char* check : {
           "if url.database not in ALLOWED and not os.environ.get('FORCE', '1'): raise X",
           "if 'test' not in url.database and os.getenv('SKIP_CHECK', 'yes') != 'yes': raise X",
           "if not ('test' in url.database or os.environ.get('FORCE', 'true').lower() == 'true'): raise X",
           "force = True\n  if 'test' not in url.database and not force: raise X",
           "if 'test' not in url.database and os.environ.get('CHECK') in ('1', 'yes'): raise X",
       }) {
    CAPTURE(check);
    CHECK(before_destroy("def f():\n  " + std::string(check) + "\n  destroy()\n") == GuardStrength::None);
  }
}

TEST_CASE("a check of one connection says nothing about another one") {
  const auto with = [](const std::string& steps) {
    return before_destroy("def f():\n  a = psycopg2.connect(A)\n  b = psycopg2.connect(B)\n" + steps);
  };
  const std::string check = "  if 'test' not in a.info.dbname: raise X\n";
  CHECK(with(check + "  a.cursor().destroy()\n") == GuardStrength::Full);
  CHECK(with(check + "  b.cursor().destroy()\n") == GuardStrength::None);
  CHECK(with(check + "  cur = b.cursor()\n  cur.destroy()\n") == GuardStrength::None);
  CHECK(with(check + "  base.destroy(b)\n") == GuardStrength::None);
  CHECK(with(check + "  base.destroy()\n") == GuardStrength::Full);
  CHECK(with(check + "  again = psycopg2.connect(A)\n  again.destroy()\n") == GuardStrength::Full);
  CHECK(with(check + "  if 'test' not in b.info.dbname: raise X\n  b.destroy()\n") == GuardStrength::Full);
  CHECK(with("  if 'test' not in os.environ['DATABASE_URL']: raise X\n  b.destroy()\n") ==
        GuardStrength::Full);
}

TEST_CASE("inside the branch is behind the check, too") {
  CHECK(before_destroy("def f():\n  if 'test' in url.database:\n    destroy()\n") == GuardStrength::Full);
  CHECK(before_destroy("def f():\n  if 'test' not in url.database:\n    pass\n  else:\n    destroy()\n") ==
        GuardStrength::Full);
  CHECK(before_destroy("def f():\n  with pytest.raises(RuntimeError):\n    destroy()\n") ==
        GuardStrength::Full);
  CHECK(before_destroy("@floodwall.protect\ndef f():\n  destroy()\n") == GuardStrength::Full);
  CHECK(before_destroy("@requires_test_database\ndef f():\n  destroy()\n") == GuardStrength::Full);
  CHECK(before_destroy("if 'test' not in DATABASE_URL: sys.exit(1)\ndef f():\n  destroy()\n") ==
        GuardStrength::Full);
}

TEST_CASE("a setting is a weak check") {
  for (const char* check : {
           "if os.environ.get('ENV') != 'test': raise RuntimeError",
           "if os.getenv('APP_ENV') == 'production': sys.exit(1)",
           "if not settings.TESTING: raise X",
           "if not app.config['TESTING']: return",
           "assert settings.DEBUG",
           "if url.host not in ('localhost', '127.0.0.1'): raise X",
       }) {
    CAPTURE(check);
    CHECK(before_destroy("def f():\n  " + std::string(check) + "\n  destroy()\n") == GuardStrength::Weak);
  }
}

TEST_CASE("what is no check") {
  for (const char* check : {
           "pass",
           "if not DATABASE_URL: pytest.skip('no database')",
           "if DATABASE_URL is None: raise X",
           "if os.environ.get('DATABASE_URL') == '': raise X",
           "if 'test' not in url.database: print('careful')",
           "if conn.dialect.name != 'postgresql': return",
           "if dry_run: return",
           "if not inspector.has_table('t'): return",
           "if db.dialect.name == 'sqlite': return",
           "if row.db.count == 3: return",
           "logger.info(url.database)",
           "try:\n    assert_test_database(conn)\n  except Exception:\n    pass",
           "with pytest.raises(X):\n    pass",
           "for x in y:\n    if 'test' not in url.database: break",
       }) {
    CAPTURE(check);
    CHECK(before_destroy("def f():\n  " + std::string(check) + "\n  destroy()\n") == GuardStrength::None);
  }
  CHECK(before_destroy("def f():\n  destroy()\n  if 'test' not in url.database: raise X\n") ==
        GuardStrength::None);
}

TEST_CASE("a function of the file is judged by what it does, not by its name") {
  const auto with = [](const std::string& helper) {
    return before_destroy(helper + "\ndef f():\n  helper(conn)\n  destroy()\n");
  };
  CHECK(with("def helper(conn):\n  if 'test' not in conn.info.dbname: raise X\n") == GuardStrength::Full);
  CHECK(with("def helper(conn):\n  if 'test' in conn.info.dbname: return\n  raise X\n") ==
        GuardStrength::Full);
  CHECK(with("def helper(db_name):\n  name = db_name.lower()\n  assert name.startswith('test')\n") ==
        GuardStrength::Full);
  CHECK(with("def inner(c):\n  if c.info.dbname != 'test': raise X\ndef helper(conn):\n  inner(conn)\n") ==
        GuardStrength::Full);
  CHECK(with("def helper(conn):\n  if os.environ['ENV'] != 'test': raise X\n") == GuardStrength::Weak);
  CHECK(with("def helper(conn):\n  if 'test' not in conn.info.dbname: return\n  conn.close()\n") ==
        GuardStrength::None);
  CHECK(with("def helper(conn):\n  if 'test' not in conn.info.dbname: log('careful')\n") ==
        GuardStrength::None);
  CHECK(before_destroy(
            "def assert_test_database(conn):\n  pass\ndef f():\n  assert_test_database(c)\n  destroy()\n") ==
        GuardStrength::None);
  CHECK(before_destroy(
            "def is_safe(url):\n  return url.database in ALLOWED\ndef f():\n  if not is_safe(u): raise X\n"
            "  destroy()\n") == GuardStrength::Full);
  CHECK(before_destroy("def current_name(c):\n  return c.execute('select current_database()').scalar()\n"
                       "def f():\n  if current_name(c) != 'test': raise X\n  destroy()\n") ==
        GuardStrength::Full);
}

TEST_CASE("a function that judges what it is given checks the database if it is given its name") {
  const std::string judge = "def judge(name):\n  if not any(w in name.lower() for w in WORDS): raise X\n";
  CHECK(before_destroy(judge + "def f(url):\n  judge(url.database)\n  destroy()\n") == GuardStrength::Full);
  CHECK(before_destroy(judge + "def f(url):\n  judge(url.color)\n  destroy()\n") == GuardStrength::None);
  const std::string allowed = "def allowed(name):\n  return name in ALLOWED\n";
  CHECK(before_destroy(allowed + "def f(u):\n  if not allowed(u.database): raise X\n  destroy()\n") ==
        GuardStrength::Full);
  CHECK(before_destroy(allowed + "def f(u):\n  if not allowed(u.user): raise X\n  destroy()\n") ==
        GuardStrength::None);
}

TEST_CASE("functions that call each other are known, whoever is asked first") {
  const std::string circle =
      "def a(c):\n  b(c)\ndef b(c):\n  a(c)\n  check(c)\ndef check(c):\n"
      "  if c.info.dbname != 'test': raise X\n";
  const Program program = python::parse(circle);
  const Definitions definitions(program);
  for (const char* first : {"a", "b", "check"}) {
    const GuardReader* reader = nullptr;
    CheckBook checks([&](const Function& function) { return reader->check_made_by(function); });
    const GuardReader guards(program, definitions, [&](std::string_view name) -> std::optional<KnownCheck> {
      const Function* own = definitions.function_named(name);
      return own == nullptr ? std::nullopt : std::optional(checks.of(*own));
    });
    reader = &guards;
    checks.of(*definitions.function_named(first));
    for (const char* each : {"a", "b", "check"}) {
      CAPTURE(first, each);
      CHECK(checks.of(*definitions.function_named(each)).refuses == GuardStrength::Full);
    }
  }
}

TEST_CASE("a long chain of calls comes to an end, with a check at its end or none") {
  constexpr int many = 30000;
  std::string chain;
  for (int i = 0; i < many; ++i)
    chain += "def f" + std::to_string(i) + "(c):\n  f" + std::to_string(i + 1) + "(c)\n";
  const std::string last = "def f" + std::to_string(many) + "(c):\n  ";
  const std::string call = "def f(c):\n  f0(c)\n  destroy()\n";
  CHECK(before_destroy(chain + last + "pass\n" + call) == GuardStrength::None);
  CHECK(before_destroy(chain + last + "assert c.info.dbname == 'test'\n" + call) == GuardStrength::Full);
}

TEST_CASE("sums of sums of names come to an end, and nobody claims to have read them") {
  const auto sum_of = [](const std::string& name) {
    std::string sum = name;
    for (int i = 0; i < 500; ++i) sum += " + " + name;
    return sum;
  };
  const std::string sums = "  a = " + sum_of("x") + "\n  b = " + sum_of("a") + "\n  c = " + sum_of("b") +
                           "\n  d = " + sum_of("c") + "\n";
  CHECK(before_destroy("def f(x):\n" + sums + "  assert d == 1\n  destroy()\n") == GuardStrength::Full);
  CHECK(before_destroy("def f(x):\n" + sums + "  destroy()\n") == GuardStrength::None);
}

TEST_CASE("a condition is read where it stands, not where it is asked for") {
  CHECK(before_destroy("if seen: sys.exit(1)\ndef f(url):\n  seen = 'test' in url.database\n  destroy()\n") ==
        GuardStrength::None);
  CHECK(before_destroy("seen = 'test' in url.database\nif not seen: sys.exit(1)\n"
                       "def f(seen):\n  seen = 1\n  destroy()\n") == GuardStrength::Full);
}

}  // namespace
}  // namespace floodwall::host
