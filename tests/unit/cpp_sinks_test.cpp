// Every sink has an example in the docs: what it hands on is found, and by this sink alone.
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

#include "frontends/cpp/sinks.h"
#include "frontends/cpp/soci.h"
#include "frontends/frontend.h"

namespace floodwall::cpp {
namespace {

TEST_CASE("each sink of C++ hands on the SQL of its example") {
  for (const Sink& sink : all_sinks()) {
    CAPTURE(sink.library, sink.callee, sink.example);
    const SourceFile file(FileId{}, "example.cpp", "void f() {\n" + std::string(sink.example) + "\n}\n");
    const FoundSql found = find_sql(file, {});
    REQUIRE(found.fragments.size() == 1);
    const SqlFragment& fragment = found.fragments.front();
    CHECK(fragment.certainty != Certainty::Shape);
    const Span all{0, static_cast<std::uint32_t>(fragment.sql.size())};
    CHECK(fragment.map.editable(all) == fragment.map.locate(all));
    CHECK(slice(file.text(), fragment.map.locate(all)) == fragment.sql);
  }
}

TEST_CASE("each method of SOCI's session sends the SQL that its example says") {
  for (const SociMethod& method : soci_methods()) {
    CAPTURE(method.example);
    const std::string program =
        "#include <soci/soci.h>\nvoid f(soci::session& session) {\n" + std::string(method.example) + "\n}\n";
    const SourceFile file(FileId{}, "example.cpp", program);
    const FoundSql found = find_sql(file, {});
    REQUIRE(found.fragments.size() == 1);
    CHECK(found.fragments.front().sql == method.sql);
    CHECK(found.fragments.front().is_lowered);
  }
}

}  // namespace
}  // namespace floodwall::cpp
