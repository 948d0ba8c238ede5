// Every sink has an example in the docs: what it hands on is found, and by this sink alone.
#include "tests/support/catch.h"

#include <string>
#include <string_view>
#include <vector>

#include "frontends/frontend.h"
#include "frontends/host_values/flow.h"
#include "frontends/python/calls.h"
#include "frontends/python/sinks.h"
#include "frontends/python/syntax.h"

namespace floodwall::python {
namespace {

std::vector<const Sink*> sinks_called(std::string_view text) {
  const host::Program program = parse(text);
  host::FlowOptions options;
  options.fold_call = [&](const host::CallEvent& event) { return fold_call(program, event); };
  std::vector<const Sink*> called;
  host::Flow flow(program, std::move(options));
  flow.run({.on_call = [&](const host::CallEvent& event) {
    if (const Sink* sink = sink_of(event)) called.push_back(sink);
  }});
  return called;
}

TEST_CASE("each sink hands on the SQL of its example") {
  for (const Sink& sink : all_sinks()) {
    CAPTURE(sink.library, sink.callee, sink.keyword, sink.example);
    CHECK(sinks_called(sink.example) == std::vector<const Sink*>{&sink});
    const SourceFile file(FileId{}, "example.py", std::string(sink.example));
    const FoundSql found = find_sql(file, {});
    REQUIRE(found.fragments.size() == 1);
    const SqlFragment& fragment = found.fragments.front();
    CHECK(fragment.certainty <= sink.certainty);
    CHECK(fragment.api.ends_with(sink.callee.substr(sink.callee.rfind('.') + 1)));
    const Span all{0, static_cast<std::uint32_t>(fragment.sql.size())};
    CHECK(fragment.map.editable(all) == fragment.map.locate(all));
    CHECK(slice(file.text(), fragment.map.locate(all)) == fragment.sql);
  }
}

}  // namespace
}  // namespace floodwall::python
