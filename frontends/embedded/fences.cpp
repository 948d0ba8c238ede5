// CommonMark, as far as it says where code is: the containers that a line stands in (block quotes, list
// items), and then fences, comments, paragraphs. Everything else is a paragraph to us.

#include "frontends/embedded/fences.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "analyzer/base/ascii.h"
#include "analyzer/base/line_end.h"

namespace floodwall {
namespace {

constexpr std::size_t deepest_container = 100;

/// A place in a line that knows its column: tabs go to the next multiple of four.
struct Cursor {
  std::string_view line;  ///< without its line break
  std::size_t at = 0;
  std::size_t column = 0;
  std::size_t spare = 0;  ///< columns of a tab that are not taken yet

  char peek() const { return at < line.size() ? line[at] : '\0'; }
  std::string_view rest() const { return line.substr(std::min(at, line.size())); }
  bool is_blank() const { return rest().find_first_not_of(" \t\r") == std::string_view::npos; }

  /// Takes up to `most` columns of white space; how many it took.
  std::size_t take_blanks(std::size_t most) {
    std::size_t taken = 0;
    while (taken < most) {
      if (spare == 0) {
        if (peek() == ' ') {
          spare = 1;
        } else if (peek() == '\t') {
          spare = 4 - column % 4;
        } else {
          break;
        }
        ++at;
      }
      const std::size_t step = std::min(spare, most - taken);
      spare -= step;
      column += step;
      taken += step;
    }
    return taken;
  }
  std::size_t indent() const {
    Cursor copy = *this;
    return copy.take_blanks(1000);
  }
  void take(std::size_t count) {
    at += count;
    column += count;
  }
};

/// A block quote, or a list item whose content begins `indent` columns to the right.
struct Container {
  bool is_quote;
  std::size_t indent = 0;
};

struct OpenFence {
  char mark;
  std::size_t size;
  std::size_t indent;
  std::size_t containers;  ///< how many hold it
};

bool is_thematic_break(std::string_view rest) {
  const char mark = rest.empty() ? '\0' : rest.front();
  if (mark != '*' && mark != '-' && mark != '_') return false;
  const bool is_pure =
      std::ranges::all_of(rest, [&](char c) { return c == mark || c == ' ' || c == '\t' || c == '\r'; });
  return is_pure && 3 <= std::ranges::count(rest, mark);
}

/// Bytes of a list marker at the begin of `rest`: "-", "12."; 0 if there is none.
std::size_t marker_size(std::string_view rest, bool in_paragraph) {
  std::size_t size = 0;
  if (!rest.empty() && std::string_view("-+*").find(rest.front()) != std::string_view::npos) {
    size = 1;
  } else {
    while (size < rest.size() && size < 10 && '0' <= rest[size] && rest[size] <= '9') ++size;
    if (size == 0 || size == 10 || size == rest.size() || (rest[size] != '.' && rest[size] != ')')) return 0;
    ++size;
    if (in_paragraph && rest.substr(0, size - 1) != "1") return 0;
  }
  const std::string_view behind = rest.substr(size);
  const bool is_empty = behind.find_first_not_of(" \t\r") == std::string_view::npos;
  if (is_empty) return in_paragraph ? 0 : size;
  return behind.front() == ' ' || behind.front() == '\t' ? size : 0;
}

/// The first word of an info string: `sql title="x"`, `{.sql}`, `{code-block} sql`, `sql,ignore`.
std::string language_of(std::string_view info) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '+' || c == '#';
  };
  std::string word;
  while (true) {
    while (!info.empty() && !is_word(info.front())) info.remove_prefix(1);
    const auto end = std::ranges::find_if_not(info, is_word);
    word.assign(info.begin(), end);
    info.remove_prefix(word.size());
    word = ascii_lower(word);
    const bool is_directive =
        word == "code-block" || word == "code" || word == "sourcecode" || word == "code-cell";
    if (!is_directive || info.empty()) return word;
  }
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  MarkdownCode read() {
    for (std::size_t begin = 0; begin < text_.size();) {
      const std::size_t end = line_end(text_, begin);
      const std::size_t next = end + (text_.substr(end).starts_with("\r\n") ? 2 : end < text_.size() ? 1 : 0);
      line({.line = text_.substr(begin, end - begin)}, next - end);
      begin = next;
    }
    return std::move(code_);
  }

 private:
  void line(Cursor cursor, std::size_t break_size);
  std::size_t stay_in_containers(Cursor& cursor) const;
  void enter_containers(Cursor& cursor);
  bool code_line(Cursor& cursor, std::size_t break_size);
  bool open_fence(const Cursor& cursor);
  void find_comments(std::string_view line);
  std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - text_.data()); }

  std::string_view text_;
  MarkdownCode code_;
  std::vector<Container> containers_;
  std::optional<OpenFence> fence_;
  std::optional<std::uint32_t> comment_begin_;  ///< of a comment that is open
  bool is_closed_further_on_ = true;  ///< as far as we have looked: some "-->" stands behind this line
  bool in_paragraph_ = false;
};

/// How many of the open containers the line stands in; takes their marks off it.
std::size_t Reader::stay_in_containers(Cursor& cursor) const {
  std::size_t stays = 0;
  for (const Container& container : containers_) {
    Cursor ahead = cursor;
    if (container.is_quote) {
      if (3 < ahead.indent()) break;
      ahead.take_blanks(3);
      if (ahead.peek() != '>' || ahead.spare != 0) break;
      ahead.take(1);
      ahead.take_blanks(1);
    } else if (!ahead.is_blank()) {
      if (ahead.indent() < container.indent) break;
      ahead.take_blanks(container.indent);
    }
    cursor = ahead;
    ++stays;
  }
  return stays;
}

void Reader::enter_containers(Cursor& cursor) {
  while (containers_.size() < deepest_container && cursor.indent() < 4) {
    Cursor ahead = cursor;
    const std::size_t indent = ahead.take_blanks(3);
    if (ahead.peek() == '>') {
      ahead.take(1);
      ahead.take_blanks(1);
      containers_.push_back({.is_quote = true});
    } else {
      const std::size_t marker =
          is_thematic_break(ahead.rest()) ? 0 : marker_size(ahead.rest(), in_paragraph_);
      if (marker == 0) return;
      ahead.take(marker);
      const bool is_code = 4 < ahead.indent();
      const std::size_t blanks = ahead.is_blank() || is_code ? ahead.take_blanks(1) : ahead.take_blanks(4);
      containers_.push_back(
          {.is_quote = false, .indent = indent + marker + std::max<std::size_t>(1, blanks)});
    }
    cursor = ahead;
    in_paragraph_ = false;
  }
}

bool Reader::open_fence(const Cursor& cursor) {
  Cursor ahead = cursor;
  const std::size_t indent = ahead.take_blanks(4);
  const char mark = ahead.peek();
  if (3 < indent || (mark != '`' && mark != '~')) return false;
  const std::string_view rest = ahead.rest();
  const std::size_t size = std::min(rest.find_first_not_of(mark), rest.size());
  const std::string_view info = rest.substr(size);
  if (size < 3 || (mark == '`' && info.find('`') != std::string_view::npos)) return false;
  fence_ = {mark, size, indent, containers_.size()};
  code_.fences.push_back({language_of(info), {}});
  return true;
}

/// A line of an open fence; false if the fence is closed by it.
bool Reader::code_line(Cursor& cursor, std::size_t break_size) {
  Cursor ahead = cursor;
  if (ahead.take_blanks(4) < 4) {
    const std::string_view rest = ahead.rest();
    const std::size_t size = std::min(rest.find_first_not_of(fence_->mark), rest.size());
    if (fence_->size <= size && rest.find_first_not_of(" \t", size) == std::string_view::npos) return false;
  }
  cursor.take_blanks(fence_->indent);
  const std::uint32_t begin = offset(cursor.rest().data());
  const std::uint32_t end =
      offset(cursor.line.data() + cursor.line.size()) + static_cast<std::uint32_t>(break_size);
  code_.fences.back().lines.push_back({begin, end});
  return true;
}

void Reader::line(Cursor cursor, std::size_t break_size) {
  if (comment_begin_) return find_comments(cursor.line);
  const std::size_t stays = stay_in_containers(cursor);
  if (fence_) {
    if (fence_->containers <= stays) {
      if (!code_line(cursor, break_size)) fence_.reset();
      return;
    }
    fence_.reset();  // what held it has ended
  }
  const std::size_t before = containers_.size();
  if (stays < before) {
    std::vector<Container> left(containers_.begin() + static_cast<std::ptrdiff_t>(stays), containers_.end());
    const bool was_paragraph = in_paragraph_;
    containers_.resize(stays);
    enter_containers(cursor);
    const bool is_lazy = was_paragraph && containers_.size() == stays && !cursor.is_blank() &&
                         !is_thematic_break(cursor.rest()) && !open_fence(cursor);
    if (fence_) {
      in_paragraph_ = false;
      return;
    }
    if (is_lazy) {  // goes on with the paragraph, which keeps what holds it
      containers_.insert(containers_.end(), left.begin(), left.end());
      return find_comments(cursor.rest());
    }
    in_paragraph_ = false;
  }
  enter_containers(cursor);
  if (open_fence(cursor)) {
    in_paragraph_ = false;
    return;
  }
  const bool is_indented_code = !in_paragraph_ && 3 < cursor.indent();
  if (!is_indented_code) find_comments(cursor.rest());
  in_paragraph_ = !cursor.is_blank() && !is_indented_code && cursor.peek() != '#' && !comment_begin_ &&
                  !is_thematic_break(cursor.rest());
}

/// Comments outside of `code`, which may go on over lines.
void Reader::find_comments(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size()) {
    if (!comment_begin_) {
      const std::size_t begin = line.find_first_of("<`", at);
      if (begin == std::string_view::npos) return;
      if (line[begin] == '`') {
        const std::size_t size = std::min(line.find_first_not_of('`', begin), line.size()) - begin;
        const std::size_t close = line.find(std::string(size, '`'), begin + size);
        at = close == std::string_view::npos ? begin + size : close + size;
        continue;
      }
      at = begin + 1;
      if (!line.substr(begin).starts_with("<!--")) continue;
      at = begin + 4;
      comment_begin_ = offset(line.data()) + static_cast<std::uint32_t>(at);
    }
    const std::size_t end = line.find("-->", at);
    if (end == std::string_view::npos) {
      is_closed_further_on_ =
          is_closed_further_on_ && text_.find("-->", *comment_begin_) != std::string_view::npos;
      if (!is_closed_further_on_) comment_begin_.reset();
      return;
    }
    code_.comments.push_back({*comment_begin_, offset(line.data()) + static_cast<std::uint32_t>(end)});
    comment_begin_.reset();
    at = end + 3;
  }
}

}  // namespace

MarkdownCode markdown_code(std::string_view text) { return Reader(text).read(); }

}  // namespace floodwall
