// What one file of a project says about the routines of another.
#include "tests/support/catch.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "analyzer/engine/analyze.h"
#include "frontends/frontend.h"
#include "tests/support/laws.h"
#include "tests/support/lint.h"

namespace floodwall {
namespace {

using Files = std::map<std::string, std::string>;

/// "path 3:rule …" of the unguarded-* rules, as a run over all the files finds it: a file is looked at again
/// only if the project answers something that it asks.
std::string unguarded(const Files& files) {
  std::deque<SourceFile> sources;
  std::vector<FoundSql> found;
  for (const auto& [path, text] : files) {
    const SourceFile& source = sources.emplace_back(FileId{}, path, text);
    found.push_back(find_sql(source, {}));
  }
  std::vector<const host::HostFacts*> facts;
  for (const FoundSql& each : found) facts.push_back(&each.facts);
  const host::HostProjects projects(facts);
  std::string result;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (projects.answers(found[i].facts)) found[i] = find_sql(sources[i], {}, projects);
    std::vector<Diagnostic> diagnostics = analyze(sources[i], found[i], default_rule_set(), {}).diagnostics;
    std::erase_if(diagnostics, [](const Diagnostic& each) { return !each.rule.starts_with("unguarded-"); });
    if (diagnostics.empty()) continue;
    result += (result.empty() ? "" : "; ") + sources[i].path() + " " +
              lines_and_rules(sources[i].text(), diagnostics);
  }
  return result;
}

const std::string migration =
    "from alembic import op\nrevision = '1'\ndown_revision = None\n"
    "def downgrade():\n  op.execute('DROP TABLE tags')\n";

TEST_CASE("a check in env.py guards every migration beside it") {
  const auto with_env = [](const std::string& check) {
    return unguarded({{"db/env.py",
                       "from alembic import context\nimport sqlalchemy\n"
                       "def run_migrations_online():\n"
                       "  with engine.connect() as connection:\n"
                       "    context.configure(connection=connection)\n" +
                           check +
                           "    with context.begin_transaction():\n      context.run_migrations()\n"
                           "if context.is_offline_mode():\n  run_migrations_offline()\n"
                           "else:\n  run_migrations_online()\n"},
                      {"db/versions/0001_tags.py", migration},
                      {"other/versions/0001_tags.py", migration}});
  };
  CHECK(with_env("") ==
        "db/versions/0001_tags.py 4:unguarded-downgrade; "
        "other/versions/0001_tags.py 4:unguarded-downgrade");
  CHECK(with_env("    if 'test' not in engine.url.database: raise RuntimeError\n") ==
        "other/versions/0001_tags.py 4:unguarded-downgrade");
  CHECK(with_env("    if going_down():\n      assert_test_database(connection)\n") ==
        "db/versions/0001_tags.py 4:unguarded-downgrade; other/versions/0001_tags.py 4:unguarded-downgrade");
  CHECK(with_env("    if 'downgrade' in sys.argv:\n      assert_test_database(connection)\n") ==
        "other/versions/0001_tags.py 4:unguarded-downgrade");
}

TEST_CASE("a command that checks before it goes back guards every migration") {
  const auto with_command = [](const std::string& check) {
    return unguarded({{"app/cli.py", "from alembic import command\ndef rollback(engine, config):\n" + check +
                                         "  command.downgrade(config, '-1')\n"},
                      {"db/versions/0001_tags.py", migration}});
  };
  CHECK(with_command("") == "db/versions/0001_tags.py 4:unguarded-downgrade");
  CHECK(with_command("  if 'test' not in engine.url.database: raise RuntimeError\n").empty());
}

const std::string test_file =
    "import os, psycopg2\ndef test_it():\n  conn = psycopg2.connect(os.environ['DATABASE_URL'])\n"
    "  conn.cursor().execute('DROP TABLE tags')\n";

TEST_CASE("a check in conftest.py guards the tests below its folder") {
  const auto with_conftest = [](const std::string& text) {
    return unguarded({{"tests/conftest.py", "import os, pytest\n# select\n" + text},
                      {"tests/unit/test_tags.py", test_file},
                      {"integration/test_tags.py", test_file}});
  };
  const std::string both =
      "integration/test_tags.py 4:unguarded-test-database; "
      "tests/unit/test_tags.py 4:unguarded-test-database";
  const std::string other = "integration/test_tags.py 4:unguarded-test-database";
  CHECK(with_conftest("") == both);
  CHECK(with_conftest("if 'test' not in os.environ['DATABASE_URL']:\n  pytest.exit('no')\n") == other);
  CHECK(with_conftest("@pytest.fixture(autouse=True, scope='session')\ndef safe():\n"
                      "  assert os.environ['DATABASE_URL'].endswith('_test')\n") == other);
  CHECK(with_conftest("@pytest.fixture\ndef safe():\n"
                      "  assert os.environ['DATABASE_URL'].endswith('_test')\n") == both);
  CHECK(with_conftest("def pytest_sessionstart(session):\n"
                      "  if 'test' not in os.environ['DATABASE_URL']: raise RuntimeError\n") == other);
}

TEST_CASE("a function of another file is known by what it does") {
  const auto with_helper = [](const std::string& body) {
    return unguarded({{"app/safety.py", "# database\ndef look(conn):\n" + body},
                      {"tests/test_tags.py",
                       "import os, psycopg2\nfrom app.safety import look\ndef test_it():\n"
                       "  conn = psycopg2.connect(os.environ['DATABASE_URL'])\n  look(conn)\n"
                       "  conn.cursor().execute('DROP TABLE tags')\n"}});
  };
  CHECK(with_helper("  print(conn)\n") == "tests/test_tags.py 6:unguarded-test-database");
  CHECK(with_helper("  if conn.info.dbname != 'test': raise RuntimeError\n").empty());
}

TEST_CASE("where a connection comes from is not followed without end") {
  const auto sum_of = [](const std::string& name) {
    std::string sum = name;
    for (int i = 0; i < 500; ++i) sum += " + " + name;
    return sum;
  };
  std::string sums = "  x1 = " + sum_of("x0") + "\n";
  for (int i = 1; i < 5; ++i)
    sums += "  x" + std::to_string(i + 1) + " = " + sum_of("x" + std::to_string(i)) + "\n";
  CHECK(
      unguarded({{"tests/test_tags.py", "import psycopg2\ndef test_it(x0):\n" + sums +
                                            "  psycopg2.connect(x5).cursor().execute('DROP TABLE tags')\n"}})
          .empty());
}

TEST_CASE("a fixture of another file tells what its database is") {
  const auto with_fixture = [](const std::string& body) {
    return unguarded(
        {{"tests/conftest.py", "import os, pytest, psycopg2\n@pytest.fixture\ndef conn():\n" + body},
         {"tests/test_tags.py", "def test_it(conn):\n  conn.cursor().execute('DROP TABLE tags')\n"}});
  };
  CHECK(with_fixture("  return psycopg2.connect(os.environ['DATABASE_URL'])\n") ==
        "tests/test_tags.py 2:unguarded-test-database");
  CHECK(with_fixture("  return psycopg2.connect(os.environ['TEST_DATABASE_URL'])\n").empty());
  CHECK(with_fixture("  conn = psycopg2.connect(os.environ['DATABASE_URL'])\n"
                     "  if 'test' not in conn.info.dbname: raise RuntimeError\n  return conn\n")
            .empty());
}

TEST_CASE("fixtures hand a database on from file to file") {
  const auto with_url = [](const std::string& url, const std::string& check) {
    return unguarded({{"tests/conftest.py",
                       "import os, pytest\n# select\n@pytest.fixture\ndef db_url():\n"
                       "  return " +
                           url + "\n"},
                      {"tests/api/conftest.py",
                       "import pytest\nfrom sqlalchemy import create_engine\n"
                       "@pytest.fixture\ndef engine(db_url):\n  engine = create_engine(db_url)\n" +
                           check +
                           "  return engine\n"
                           "@pytest.fixture\ndef conn(engine):\n"
                           "  with engine.begin() as conn:\n    yield conn\n"},
                      {"tests/api/test_tags.py", "def test_it(conn):\n  conn.execute('DROP TABLE tags')\n"}});
  };
  CHECK(with_url("os.environ['DATABASE_URL']", "") == "tests/api/test_tags.py 2:unguarded-test-database");
  CHECK(with_url("os.environ['TEST_DATABASE_URL']", "").empty());
  CHECK(with_url("os.environ['DATABASE_URL']", "  assert 'test' in engine.url.database\n").empty());
  CHECK(with_url("plugin_value", "").empty());
}

TEST_CASE("settings of another file say what their addresses are by default") {
  const auto with_default = [](const std::string& address) {
    return unguarded(
        {{"app/config.py", "# DATABASE_URL\nclass Settings(BaseSettings):\n  database_url: str = " + address +
                               "\nsettings = Settings()\n"},
         {"app/__init__.py",
          "from flask import Flask\n# drop_all\ndef create_app():\n  app = Flask('x')\n"
          "  app.config['SQLALCHEMY_DATABASE_URI'] = " +
              address + "\n  return app\n"},
         {"tests/test_tags.py",
          "import psycopg2\nfrom app.config import settings\nfrom app import create_app, db\n"
          "def test_it():\n  psycopg2.connect(settings.database_url).cursor().execute('DROP TABLE tags')\n"
          "def test_app():\n  app = create_app()\n  db.drop_all()\n"}});
  };
  CHECK(with_default("os.environ['DATABASE_URL']") ==
        "tests/test_tags.py 5:unguarded-test-database 8:unguarded-test-database");
  CHECK(with_default("'sqlite:///app.db'").empty());
}

TEST_CASE("a module's engine and sessions are known where they are imported") {
  const auto with_url = [](const std::string& url, const std::string& check, const std::string& conftest) {
    return unguarded(
        {{"src/app/db.py",
          "import os\nfrom sqlalchemy import create_engine\n"
          "from sqlalchemy.orm import sessionmaker\nengine = create_engine(" +
              url + ")\n" + check +
              "SessionLocal = sessionmaker(bind=engine)\n"
              "def get_connection():\n  return engine.connect()\n"},
         {"tests/conftest.py", "import os\n# select\n" + conftest},
         {"tests/test_tags.py",
          "from app.db import SessionLocal, engine, get_connection\nfrom app import db\n"
          "def test_engine():\n  with engine.begin() as conn:\n    conn.execute('DROP TABLE tags')\n"
          "def test_session():\n  session = SessionLocal()\n  session.execute('DROP TABLE tags')\n"
          "def test_function():\n  conn = get_connection()\n  conn.execute('DROP TABLE tags')\n"
          "def test_module():\n  db.engine.execute('DROP TABLE tags')\n"}});
  };
  const std::string all =
      "tests/test_tags.py 5:unguarded-test-database 8:unguarded-test-database "
      "11:unguarded-test-database 13:unguarded-test-database";
  CHECK(with_url("os.environ['DATABASE_URL']", "", "") == all);
  CHECK(with_url("os.environ['TEST_DATABASE_URL']", "", "").empty());
  CHECK(with_url("os.environ['DATABASE_URL']", "assert 'test' in engine.url.database\n", "").empty());
  // conftest.py is read before the engine is made.
  CHECK(with_url("os.environ['DATABASE_URL']", "", "os.environ['DATABASE_URL'] = 'postgresql:///app_test'\n")
            .empty());
  CHECK(with_url("os.environ['DATABASE_URL']", "", "os.environ['COLOR'] = 'red'\n") == all);
  CHECK(with_url("os.environ['DATABASE_URL']", "",
                 "os.environ['DATABASE_URL'] = os.environ['DATABASE_URL']\n") == all);
}

}  // namespace
}  // namespace floodwall
