// Values put into texts, without any host language: what becomes of them, and where each byte stands.
#include "frontends/host_values/format.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontends/host_values/text_changes.h"
#include "tests/support/catch.h"

namespace floodwall::host {
namespace {

using Origin = SourceMap::Origin;

/// As if written at `begin`.
Text written(std::string_view bytes, std::uint32_t begin = 0) {
  Text text;
  text.append(bytes, {begin, begin + static_cast<std::uint32_t>(bytes.size())}, Origin::Verbatim);
  return text;
}

Value value_of(std::string_view bytes, std::uint32_t begin = 0) { return text_value(written(bytes, begin)); }

/// Holes as they are written.
std::string shown(const Text& text) {
  std::string all;
  std::uint32_t done = 0;
  for (const Hole& hole : text.holes()) {
    all += text.bytes().substr(done, hole.sql.begin - done) + "<" + hole.written + ">";
    done = hole.sql.end;
  }
  return all + text.bytes().substr(done);
}

std::vector<std::string> shown(const Value& value) {
  std::vector<std::string> all;
  for (const Text& text : value.texts) all.push_back(shown(text));
  return all;
}

using Shown = std::vector<std::string>;

/// What takes the places of fields: {x} or {0} is "t", {n} is 7, everything else nobody knows.
std::optional<Inserted> known(std::string_view name, std::size_t position) {
  if (name == "x" || (name.empty() && position == 0)) return Inserted{value_of("t", 100), {100, 101}, "x"};
  if (name != "n") return std::nullopt;
  Value number;
  number.kind = Value::Kind::Number;
  number.number = 7;
  return Inserted{number, {200, 201}, "n"};
}

TEST_CASE("fields in braces take arguments by position and name") {
  CHECK(shown(brace_format(value_of("a {} b {x} {n} {0}"), known)) == Shown{"a t b t 7 t"});
  CHECK(shown(brace_format(value_of("{{x}} {y} {} {}"), known)) == Shown{"{x} <{y}> t <{}>"});
  CHECK(shown(brace_format(value_of("{x:>10} {x!s} {x!r} {x:{n}}"), known)) == Shown{"<{x}> t <{x}> <{x}>"});
  CHECK(shown(brace_format(value_of("no end {x"), known)) == Shown{"no end {x"});
  CHECK(shown(brace_format(value_of("} {x} }} {"), known)) == Shown{"} t } {"});
  CHECK_FALSE(brace_format(unknown_value("p"), known).is_text());
}

TEST_CASE("a part of an argument is asked for by what stands behind its name") {
  const FormatPart part = [](const Value&, std::string_view of) -> std::optional<Value> {
    if (of == ".table") return value_of("u");
    return std::nullopt;
  };
  CHECK(shown(brace_format(value_of("{x.table} {x.other} {x[key]} {y.table}"), known, part)) ==
        Shown{"u <{x.other}> <{x[key]}> <{y.table}>"});
  CHECK(shown(brace_format(value_of("{x.table}"), known)) == Shown{"<{x.table}>"});
}

TEST_CASE("conversions behind a percent sign") {
  CHECK(shown(percent_format(value_of("a %s b %(n)d %(x)s %% %(y)s"), known)) ==
        Shown{"a t b 7 t % <%(y)s>"});
  CHECK(shown(percent_format(value_of("%s %s 100% yes"), known)) == Shown{"t <%s> 100% yes"});
  CHECK(shown(percent_format(value_of("%10s"), known)) == Shown{"<{x}>"});
  const Value number = percent_format(value_of("%(y)d"), known);
  REQUIRE(number.texts.front().holes().size() == 1);
  CHECK(number.texts.front().holes().front().kind == HoleKind::Value);
}

TEST_CASE("names behind a dollar sign") {
  CHECK(shown(dollar_format(value_of("$x ${x} $$x $1 ${ $y $x."), known)) == Shown{"t t $x $1 ${ <$y> t."});
}

TEST_CASE("what is put in stands where it is put in; the rest where it was") {
  const Text made = brace_format(value_of("ab{x}cd", 10), known).texts.front();
  REQUIRE(made.bytes() == "abtcd");
  const SourceMap map(made.pieces());
  CHECK(map.locate({0, 2}) == Span{10, 12});
  CHECK(map.locate({2, 3}) == Span{12, 15});
  CHECK(map.locate({3, 5}) == Span{15, 17});
  CHECK(map.editable({0, 2}) == Span{10, 12});
  CHECK(map.editable({2, 3}) == std::nullopt);
}

TEST_CASE("variants combine up to eight, and those of one loop keep in step") {
  Value letters = value_of("a");
  for (const std::string_view letter : {"b", "c"}) letters = either(letters, value_of(letter));
  const Inserted inserted{letters, {5, 6}, "letter"};
  const Value pairs = with_inserted(with_inserted(value_of("-"), inserted), inserted);
  CHECK(shown(pairs) == Shown{"-aa", "-ba", "-ca", "-ab", "-bb", "-cb", "-ac", "-bc"});
  CHECK(pairs.is_open);

  const Expression loop;
  Inserted round = inserted;
  round.value.axis = &loop;
  const Value rounds = with_inserted(with_inserted(value_of("-"), round), round);
  CHECK(shown(rounds) == Shown{"-aa", "-bb", "-cc"});
  CHECK_FALSE(rounds.is_open);
  const Expression other_loop;
  round.value.axis = &other_loop;
  CHECK(with_inserted(rounds, round).texts.size() == most_variants);
}

TEST_CASE("what may be something else becomes a hole, too") {
  Value open = value_of("a");
  open.is_open = true;
  CHECK(shown(joined(value_of("-"), {open, {1, 2}, "x"})) == Shown{"-a", "-<{x}>"});
  CHECK(shown(joined(value_of("-"), {unknown_value("p"), {1, 2}, "x"})) == Shown{"-<{x}>"});
}

TEST_CASE("a list is joined if it is known") {
  Value list;
  list.kind = Value::Kind::List;
  const Inserted whole{{}, {0, 9}, "join"};
  CHECK(shown(*join(value_of(", "), list, whole)) == Shown{""});
  add_item(list, value_of("a"));
  add_item(list, unknown_value("b"));
  CHECK(shown(*join(value_of(", "), list, whole)) == Shown{"a, <{join}>"});
  CHECK(shown(*join(value_of(", "), list, whole, {{{}, {1, 2}, "a"}, {{}, {3, 4}, "b"}})) ==
        Shown{"a, <{b}>"});
  list.is_open = true;
  CHECK(join(value_of(", "), list, whole) == std::nullopt);
  CHECK(join(unknown_value("s"), list, whole) == std::nullopt);
}

TEST_CASE("texts change, and what stays keeps its place") {
  const Text text = written("  a B  ", 10);
  CHECK(stripped(text, true, true).bytes() == "a B");
  CHECK(SourceMap(stripped(text, true, false).pieces()).locate({0, 3}) == Span{12, 15});
  CHECK(stripped(written("xxaxx"), false, true, "x").bytes() == "xxa");
  CHECK(stripped(written("   "), true, true).empty());
  CHECK(in_case(text, true).bytes() == "  A B  ");
  CHECK(in_case(written("\xC3\xA4Z"), false).bytes() == "\xC3\xA4z");
  CHECK(replaced(written("a%a%"), "%", written("..")).bytes() == "a..a..");
  CHECK(replaced(text, "", written("x")) == text);
  CHECK(dedented(written("\n    a\n  \n      b\n    ")).bytes() == "\na\n\n  b\n");
  CHECK(dedented(written("a\n  b")).bytes() == "a\n  b");
  CHECK(cleaned(written("  a\n    b\n      c\n  ")).bytes() == "a\nb\n  c");
}

TEST_CASE("a hole is neither stripped nor replaced nor cut") {
  Text text = written("_");
  text.append_hole(HoleKind::Unknown, {1, 2}, "x");
  CHECK(shown(stripped(text, true, true, "_")) == "<{x}>");
  CHECK(shown(replaced(text, "_", written("-"))) == "-<{x}>");
  const auto parts = split(text, "_");
  REQUIRE(parts.has_value());
  CHECK(parts->size() == 2);
  CHECK(shown(parts->back()) == "<{x}>");
}

TEST_CASE("of a long hole, messages show whole characters") {
  const auto shown_hole = [](const std::string& of) {
    Text text;
    text.append_hole(HoleKind::Unknown, {0, 1}, of);
    return text.holes().front().written;
  };
  const std::string most(78, 'a');
  CHECK(shown_hole(most + "\xC3\xA4") == "{" + most + "\xC3\xA4}");
  CHECK(shown_hole(most + "\xC3\xA4 b") == "{" + most + "\xC3\xA4…}");
  CHECK(shown_hole(most + "a\xC3\xA4") == "{" + most + "a…}");
  CHECK(shown_hole(std::string(200, '\xA4')) == "…");  // what is no UTF-8
}

TEST_CASE("texts are cut at separators and lines") {
  const auto parts = split(written("a;b;", 10), ";");
  REQUIRE(parts.has_value());
  REQUIRE(parts->size() == 3);
  CHECK(SourceMap((*parts)[1].pieces()).locate({0, 1}) == Span{12, 13});
  CHECK(parts->back().empty());
  CHECK(split(written("a"), "") == std::nullopt);
  const auto lines = lines_of(written("a\n\nb\n"));
  REQUIRE(lines.has_value());
  CHECK(*lines == std::vector<Text>{written("a"), Text(), written("b")});
  CHECK(split(written(std::string(2000, ';')), ";") == std::nullopt);
}

}  // namespace
}  // namespace floodwall::host
