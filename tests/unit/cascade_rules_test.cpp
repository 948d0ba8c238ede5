// What the cascade rules say once the project is known: which tables, views and keys, at this very statement.
#include "tests/support/catch.h"

#include <string>
#include <vector>

#include "tests/support/lint.h"

namespace floodwall {
namespace {

using Files = std::vector<LintFile>;

/// The findings of one rule in the first file, with their notes, a line each.
std::string said_by(std::string_view rule, const Files& project) {
  const LintOptions options{.path = project.front().path, .beside = {project.begin() + 1, project.end()}};
  std::string lines;
  for (const Diagnostic& found : lint(project.front().text, options)) {
    if (found.rule != rule) continue;
    lines += found.message + "\n";
    for (const Note& note : found.notes) lines += "  " + note.message + "\n";
  }
  return lines;
}

const LintFile tables{"db/migrations/1_tables.sql",
                      "CREATE TABLE customers (id bigint PRIMARY KEY, code text);\n"
                      "CREATE TABLE invoices (id bigint PRIMARY KEY,\n"
                      "  customer_id bigint REFERENCES customers ON DELETE CASCADE);\n"
                      "CREATE TABLE lines (id bigint PRIMARY KEY,\n"
                      "  invoice_id bigint REFERENCES invoices ON DELETE CASCADE);\n"
                      "CREATE TABLE payments (invoice_id bigint REFERENCES invoices,\n"
                      "  line_id bigint REFERENCES lines ON DELETE SET NULL);\n"
                      "CREATE VIEW codes AS SELECT code FROM customers;\n"
                      "CREATE TYPE mood AS ENUM ('good');\n"
                      "CREATE TABLE people (feels mood);\n"};

TEST_CASE("drop-cascade names what goes along, and that the rows of the tables that refer stay") {
  CHECK(said_by("drop-cascade", {{"db/migrations/2_drop.sql", "DROP TABLE customers CASCADE;\n"}, tables}) ==
        "drops table customers and with it view codes and constraint invoices_customer_id_fkey on table "
        "invoices\n"
        "  the rows of invoices stay, unchecked: only the key invoices_customer_id_fkey (customer_id) -> "
        "customers (id) goes\n");
  CHECK(said_by("drop-cascade",
                {{"db/migrations/2_drop.sql", "ALTER TABLE customers DROP COLUMN code CASCADE;\n"},
                 tables}) == "drops column code of customers and with it view codes\n");
  CHECK(said_by("drop-cascade", {{"db/migrations/2_drop.sql", "DROP TYPE mood CASCADE;\n"}, tables}) ==
        "drops type mood and with it column feels of table people\n");
  const std::string all =
      said_by("drop-cascade", {{"tools/reset.sql", "DROP SCHEMA public CASCADE;\n"}, tables});
  for (const char* each : {"drops schema public and with it ", "table customers", "view codes", "type mood"})
    CHECK(all.find(each) != std::string::npos);
}

TEST_CASE("drop-cascade knows what the statements above it have dropped") {
  CHECK(said_by("drop-cascade", {{"db/migrations/2_drop.sql",
                                  "DROP VIEW codes;\n"
                                  "ALTER TABLE invoices DROP CONSTRAINT invoices_customer_id_fkey;\n"
                                  "DROP TABLE customers CASCADE;\n"},
                                 tables}) ==
        "drops table customers and with it the views on it and the foreign keys that refer to it\n");
  CHECK(said_by("drop-cascade",
                {{"app/reset.sql", "DROP VIEW codes;\nDROP TABLE customers CASCADE;\n"}, tables})
            .starts_with("drops table customers and with it constraint invoices_customer_id_fkey on table "
                         "invoices\n"));
}

TEST_CASE("drop-cascade says that there may be more, and names nothing where nothing is known") {
  CHECK(said_by("drop-cascade", {{"db/migrations/3_drop.sql", "DROP TABLE customers CASCADE;\n"}, tables})
            .starts_with(
                "drops table customers and with it view codes and constraint invoices_customer_id_fkey on "
                "table invoices\n"));
  const LintFile open{"db/x.sql", "IMPORT FOREIGN SCHEMA far FROM SERVER s INTO public;\n"};
  CHECK(
      said_by("drop-cascade", {{"db/migrations/2_drop.sql", "DROP TABLE customers CASCADE;\n"}, tables, open})
          .find(", and perhaps more: schema public: IMPORT FOREIGN SCHEMA") != std::string::npos);
  CHECK(said_by("drop-cascade",
                {{"db/migrations/2_drop.sql", "DROP TABLE customers, others CASCADE;\n"}, tables}) ==
        "drops table customers, others and with it the views on it and the foreign keys that refer to it\n");
}

TEST_CASE("on-delete-cascade says how far a delete goes on, and what stops it") {
  CHECK(
      said_by("on-delete-cascade", {tables, {"app/q.sql", "SELECT 1;\n"}}) ==
      "deleting a row of customers silently deletes its rows in invoices, and with these the rows that refer "
      "to them in lines\n"
      "  lines by lines_invoice_id_fkey (invoice_id) -> invoices (id)\n"
      "  rows of payments that refer to them are changed: SET NULL by payments_line_id_fkey (line_id) -> "
      "lines (id)\n"
      "  it fails while rows of payments refer to them by payments_invoice_id_fkey (invoice_id) -> invoices "
      "(id)\n"
      "deleting a row of invoices silently deletes its rows in lines\n"
      "  rows of payments that refer to them are changed: SET NULL by payments_line_id_fkey (line_id) -> "
      "lines (id)\n");
  const LintFile later{"db/migrations/2_later.sql",
                       "ALTER TABLE lines DROP CONSTRAINT lines_invoice_id_fkey;\n"};
  CHECK(said_by("on-delete-cascade", {tables, later})
            .starts_with("deleting a row of customers silently deletes its rows in invoices\n"));
}

}  // namespace
}  // namespace floodwall
