#include "analyzer/sql/suppressions.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "analyzer/text/line_index.h"

namespace floodwall {
namespace {

enum class Verb : std::uint8_t { Statement, Text, Start, End };

struct Directive {
  std::string_view words;  ///< what the comment says, without the blanks behind `floodwall:`
  std::string_view tool;
  Verb verb;
  bool must_name;  ///< without a rule name the other tool ignores the comment, and so do we
};

constexpr std::array<Directive, 10> directives = {{
    {"ignore", "floodwall", Verb::Statement, false},
    {"ignore-file", "floodwall", Verb::Text, false},
    {"ignore-start", "floodwall", Verb::Start, false},
    {"ignore-end", "floodwall", Verb::End, false},
    {"squawk-ignore", "squawk", Verb::Statement, true},
    {"squawk-ignore-file", "squawk", Verb::Text, false},
    {"pgls-ignore", "pgls", Verb::Statement, true},
    {"pgls-ignore-all", "pgls", Verb::Text, true},
    {"pgls-ignore-start", "pgls", Verb::Start, true},
    {"pgls-ignore-end", "pgls", Verb::End, false},
}};

constexpr std::string_view blanks = " \t";

bool is_name_byte(char c) {
  return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '-' || c == '_' ||
         c == '/';
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n\f\v");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n\f\v") + 1 - begin);
}

/// What one line of a comment asks for; `text` is the whole script, `at` runs from there on.
struct Request {
  const Directive* directive;
  std::vector<std::string> names;
  std::vector<Span> name_spans;
  std::string reason;
};

class Line {
 public:
  Line(std::string_view text, Span at) : text_(text.substr(0, at.end)), at_(at.begin) {}

  std::optional<Request> read() {
    const Directive* directive = read_directive();
    if (directive == nullptr) return std::nullopt;
    Request request{directive, {}, {}, {}};
    read_names(request);
    std::string_view reason = text_.substr(at_);
    while (!reason.empty() && (is_blank(reason.front()) || reason.front() == ':' || reason.front() == '-')) {
      reason.remove_prefix(1);
    }
    request.reason = without_blanks(reason);
    return request;
  }

 private:
  static bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }
  char peek(std::size_t offset = 0) const { return at_ + offset < text_.size() ? text_[at_ + offset] : '\0'; }
  void skip_blanks() {
    while (is_blank(peek())) ++at_;
  }

  std::string_view word() {
    const std::size_t begin = at_;
    while (is_name_byte(peek())) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  const Directive* read_directive() {
    std::string_view words = word();
    std::string_view tool;
    if (words == "floodwall") {
      skip_blanks();
      if (peek() != ':') return nullptr;
      ++at_;
      skip_blanks();
      words = word();
      tool = "floodwall";
    }
    const auto directive = std::ranges::find_if(directives, [&](const Directive& known) {
      return known.words == words && (known.tool == "floodwall") == !tool.empty();
    });
    return directive == directives.end() ? nullptr : &*directive;
  }

  /// Leaves `at_` where the reason begins.
  void read_names(Request& request) {
    bool expects_name = true;
    while (true) {
      const std::size_t gap = at_;
      skip_blanks();
      if (peek() == ',') {
        ++at_;
        expects_name = true;
        skip_blanks();
        continue;
      }
      const bool is_after_comma = gap != 0 && text_[gap - 1] == ',';
      if (!expects_name || (2 <= at_ - gap && !is_after_comma)) return;
      if (peek() == '-' || !is_name_byte(peek())) return;
      const std::uint32_t begin = static_cast<std::uint32_t>(at_);
      request.names.emplace_back(word());
      request.name_spans.push_back({begin, static_cast<std::uint32_t>(at_)});
      expects_name = false;
    }
  }

  std::string_view text_;
  std::size_t at_;
};

constexpr std::string_view separator = " -- ";

/// Where a ` -- ` stands that another request follows, or `end`.
std::uint32_t next_request(std::string_view text, std::uint32_t from, std::uint32_t end) {
  const std::string_view line = text.substr(0, end);
  for (std::size_t at = line.find(separator, from); at != std::string_view::npos;
       at = line.find(separator, at + 1)) {
    const std::string_view rest = line.substr(at + separator.size());
    for (const std::string_view begin : {"floodwall:", "squawk-ignore", "pgls-ignore"}) {
      if (rest.starts_with(begin)) return static_cast<std::uint32_t>(at);
    }
  }
  return end;
}

/// Calls `see` with each place of a comment where a request may begin: behind the marks that begin a comment
/// or a line of it, and behind ` -- `. The span ends with the line, or before the next such place.
template <class See>
void each_line(std::string_view text, Span comment, See see) {
  std::uint32_t end = comment.end;
  if (slice(text, comment).starts_with("/*") && slice(text, comment).ends_with("*/")) end -= 2;
  std::uint32_t begin = comment.begin;
  while (begin < end) {
    const std::string_view rest = text.substr(begin, end - begin);
    const std::size_t first = rest.find_first_not_of(" \t\r\n\f\v-*/!#");
    if (first == std::string_view::npos) return;
    std::uint32_t line_end =
        begin + static_cast<std::uint32_t>(std::min(rest.find_first_of("\r\n", first), rest.size()));
    for (std::uint32_t from = begin + static_cast<std::uint32_t>(first); from < line_end;) {
      const std::uint32_t until = next_request(text, from, line_end);
      see(Span{from, until});
      from = until + static_cast<std::uint32_t>(separator.size());
    }
    begin = line_end;
  }
}

/// The regions without an end so far.
class OpenRegions {
 public:
  void open(const Suppression& start, std::size_t index) {
    by_tool_[start.tool].insert(index);
    by_names_[{start.tool, start.names}].push_back(index);
  }

  /// The last one with the same names; if there is none, the last one of the same tool: a typo in the end
  /// must not silence the rest of the text.
  std::optional<std::size_t> close(const Suppression& end) {
    std::set<std::size_t>& open = by_tool_[end.tool];
    if (open.empty()) return std::nullopt;
    std::vector<std::size_t>& alike = by_names_[{end.tool, end.names}];
    while (!alike.empty() && !open.contains(alike.back())) alike.pop_back();  // closed by other names
    const std::size_t closed = alike.empty() ? *open.rbegin() : alike.back();
    open.erase(closed);
    return closed;
  }

 private:
  std::map<std::string, std::set<std::size_t>> by_tool_;
  std::map<std::pair<std::string, std::vector<std::string>>, std::vector<std::size_t>> by_names_;
};

class Finder {
 public:
  Finder(std::string_view text, std::span<const Span> comments, std::span<const Span> statements)
      : text_(text), comments_(comments), statements_(statements) {}

  std::vector<Suppression> find() {
    for (const Span comment : comments_) {
      if (slice(text_, comment).find("ignore") == std::string_view::npos) continue;
      each_line(text_, comment, [&](Span line) {
        if (std::optional<Request> request = Line(text_, line).read()) take(comment, std::move(*request));
      });
    }
    return std::move(found_);
  }

 private:
  void take(Span comment, Request request) {
    if (request.directive->must_name && request.names.empty()) return;
    Suppression suppression{.at = comment,
                            .reach = {},
                            .scope = SuppressionScope::Statement,
                            .tool = std::string(request.directive->tool),
                            .names = std::move(request.names),
                            .name_spans = std::move(request.name_spans),
                            .reason = std::move(request.reason)};
    const std::uint32_t size = static_cast<std::uint32_t>(text_.size());
    switch (request.directive->verb) {
      case Verb::Statement:
        suppression.reach = reach_of(comment, suppression.tool == "squawk");
        break;
      case Verb::Text:
        suppression.scope = SuppressionScope::Text;
        suppression.reach = {0, size};
        break;
      case Verb::Start:
        suppression.scope = SuppressionScope::Region;
        suppression.reach = {comment.begin, size};
        regions_.open(suppression, found_.size());
        break;
      case Verb::End:
        end_region(suppression);
        return;
    }
    found_.push_back(std::move(suppression));
  }

  void end_region(const Suppression& end) {
    if (const std::optional<std::size_t> ended = regions_.close(end)) found_[*ended].reach.end = end.at.begin;
  }

  /// The lines that `span` stands on, without the last line's ending.
  Span lines_around(Span span) {
    if (!lines_) lines_.emplace(text_);
    const std::uint32_t last = lines_->line_of(span.end);
    return {lines_->line(lines_->line_of(span.begin)).begin, lines_->line(last).end};
  }

  /// The statements that `comment` speaks about. squawk's comments speak about the line below them too.
  Span reach_of(Span comment, bool and_next_line) {
    const auto next = std::ranges::lower_bound(statements_, comment.begin, {}, &Span::end);
    if (next != statements_.end() && next->begin <= comment.begin) return closed(*next);

    const Span lines = lines_around(comment);
    auto first = std::ranges::upper_bound(statements_, lines.begin, {}, &Span::end);
    auto last = std::ranges::lower_bound(statements_, lines.end, {}, &Span::begin);
    if (first == last && first != statements_.begin() && semicolon_follows(comment.end)) --first;
    if (first == last && last != statements_.end()) ++last;
    if (first == last) return {comment.end, comment.end};
    if (and_next_line && last != statements_.end() &&
        lines_->line_of(last->begin) == lines_->line_of(comment.end) + 1) {
      ++last;
    }
    return closed({first->begin, std::prev(last)->end});
  }

  /// Whether the statement before is still open: only comments stand between `from` and its semicolon.
  bool semicolon_follows(std::uint32_t from) const {
    constexpr int most_comments = 16;
    auto comment = std::ranges::lower_bound(comments_, from, {}, &Span::begin);
    for (int i = 0; i < most_comments; ++i) {
      const std::size_t at = text_.find_first_not_of(" \t\r\n\f\v", from);
      if (at == std::string_view::npos) return false;
      if (comment == comments_.end() || at != comment->begin) return text_[at] == ';';
      from = comment->end;
      ++comment;
    }
    return false;
  }

  /// With the byte behind it, where a finding about something missing may stand.
  Span closed(Span statement) const {
    return {statement.begin, std::min(statement.end + 1, static_cast<std::uint32_t>(text_.size()))};
  }

  std::string_view text_;
  std::span<const Span> comments_;
  std::span<const Span> statements_;
  std::optional<LineIndex> lines_;  ///< made when first needed: most texts ask for no silence
  std::vector<Suppression> found_;
  OpenRegions regions_;  ///< by their indexes in found_
};

}  // namespace

std::vector<Suppression> find_suppressions(std::string_view text, std::span<const Span> comments,
                                           std::span<const Span> statements) {
  return Finder(text, comments, statements).find();
}

}  // namespace floodwall
