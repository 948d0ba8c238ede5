#include "tests/support/catch.h"

#include "analyzer/report/code_frame.h"
#include "analyzer/report/printable.h"

namespace floodwall {
namespace {

/// Each line as "number|before[marked]after".
std::string frame_of(std::string_view text, Span span, const FrameStyle& style = {}) {
  const LineIndex lines(text);
  std::string out;
  for (const FrameLine& line : code_frame(text, lines, span, style)) {
    out += std::to_string(line.number) + "|" + line.before + "[" + line.marked + "]" + line.after + "\n";
  }
  return out;
}

std::string diff_of(std::string_view text, const Fix& fix, const FrameStyle& style = {}) {
  const LineIndex lines(text);
  std::string out;
  for (const DiffLine& line : fix_diff(text, lines, fix, style)) {
    switch (line.kind) {
      case DiffLine::Kind::Removed:
        out += "-";
        break;
      case DiffLine::Kind::Added:
        out += "+";
        break;
      case DiffLine::Kind::Elided:
        out += "(" + std::to_string(line.elided) + ")\n";
        continue;
    }
    out += std::to_string(line.line.number) + "|" + line.line.before + "[" + line.line.marked + "]" +
           line.line.after + "\n";
  }
  return out;
}

TEST_CASE("a frame marks the span in its line") { CHECK(frame_of("a\nbc d\ne", {3, 4}) == "2|b[c] d\n"); }

TEST_CASE("tabs go to the next multiple of four") { CHECK(frame_of("\ta\tb", {3, 4}) == "1|    a   [b]\n"); }

TEST_CASE("an empty span is a point, also at the end of the text and beyond") {
  CHECK(frame_of("ab", {1, 1}) == "1|a[]b\n");
  CHECK(frame_of("ab\n", {3, 3}) == "2|[]\n");
  CHECK(frame_of("ab", {7, 9}) == "1|ab[]\n");
  CHECK(frame_of("", {0, 0}) == "1|[]\n");
}

TEST_CASE("a span of many lines shows its first and last one, without the indentation") {
  CHECK(frame_of("x a\n  b\n  c y", {2, 11}) == "1|x [a]\n2|  [b]\n3|  [c] y\n");
  CHECK(frame_of("a\nb\nc\nd", {0, 7}) == "1|[a]\n4|[d]\n");
  CHECK(frame_of("a\n\n\nb", {0, 4}) == "1|[a]\n");
}

TEST_CASE("a long line is cut around its mark") {
  const std::string text = std::string(500, 'a') + "MARK" + std::string(500, 'z');
  CHECK(frame_of(text, {500, 504}, {.width = 20}) == "1|…aaaaaaa[MARK]zzzzzzz…\n");
  CHECK(frame_of(text, {0, 4}, {.width = 20}) == "1|[aaaa]" + std::string(14, 'a') + "…\n");
  CHECK(frame_of(text, {1000, 1004}, {.width = 20}) == "1|…" + std::string(14, 'z') + "[zzzz]\n");
  CHECK(frame_of(text, {100, 900}, {.width = 20}) == "1|…[" + std::string(18, 'a') + "]…\n");
}

TEST_CASE("a cut never splits a character, whatever the width and the place") {
  std::string text;
  for (int i = 0; i < 200; ++i)
    text +=
        "\xE6\x95\xB0\xF0\x9F\x98\x80"
        "e\xCC\x81";
  const auto size = static_cast<std::uint32_t>(text.size());
  for (std::uint32_t begin = 0; begin < size; begin += 10) {
    for (std::size_t width = 0; width < 60; width += 7) {
      const LineIndex lines(text);
      const FrameLine line = code_frame(text, lines, {begin, begin + 10}, {.width = width}).front();
      CHECK_FALSE(line.text().find("\uFFFD") != std::string::npos);
      CHECK(display_width(line.text()) <= std::max<std::size_t>(width, 20));
      CHECK(display_width(line.marked) == 5);
    }
  }
}

TEST_CASE("what a terminal would act on is spelled out") {
  CHECK(printable("a\x1b[31m\n\x7f") == "a\\x1b[31m\\n\\x7f");
  CHECK(printable("\xC2\x9B"
                  "31m \xE2\x80\xAE \xEF\xBB\xBF|") == "\\u{9b}31m \\u{202e} |");
  CHECK(printable("\xC3( \xFF \xED\xA0\x80 \xF4\x90\x80\x80 \xE0\x80\x80 \xF0\x9F") ==
        "\uFFFD( \uFFFD \uFFFD\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD\uFFFD");
  CHECK(printable("Größe 数 \U0001F600") == "Größe 数 \U0001F600");
  CHECK(display_width("Größe 数 \U0001F600 e\u0301") == 13);
}

TEST_CASE("a diff shows what differs in the lines that the fix touches") {
  CHECK(diff_of("a\nCREATE INDEX i\nb", Fix::safe("", {insert_at(14, " CONCURRENTLY")})) ==
        "-2|CREATE INDEX[] i\n+2|CREATE INDEX[ CONCURRENTLY] i\n");
}

TEST_CASE("a removed line is one removed line") {
  CHECK(diff_of("a\nb\nc\n", Fix::safe("", {remove({2, 4})})) == "-2|[b]\n");
  CHECK(diff_of("a\r\nb\r\n", Fix::safe("", {remove({3, 6})})) == "-2|[b]\n");
}

TEST_CASE("edits far apart are hunks of their own") {
  CHECK(diff_of("a\nb\nc\nd\n", Fix::safe("", {replace({6, 7}, "D"), replace({0, 1}, "A")})) ==
        "-1|[a]\n+1|[A]\n-4|[d]\n+4|[D]\n");
}

TEST_CASE("a long diff is cut") {
  CHECK(diff_of("a\nb\nc\nd\ne\nf\n", Fix::safe("", {replace({0, 11}, "x")}), {.most_lines = 2}) ==
        "-1|[a]\n-2|[b]\n(4)\n+1|[x]\n");
}

}  // namespace
}  // namespace floodwall
