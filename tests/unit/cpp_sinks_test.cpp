// Every sink has an example in the docs: what it hands on is found, and by this sink alone.
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

#include "frontends/cpp/sinks.h"
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

}  // namespace
}  // namespace floodwall::cpp
