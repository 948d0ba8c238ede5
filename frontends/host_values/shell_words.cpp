#include "frontends/host_values/shell_words.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string_view>
#include <utility>

namespace floodwall::host {
namespace {

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class ShellReader {
 public:
  ShellReader(const Text& script, ShellSyntax syntax)
      : script_(script), text_(script.bytes()), syntax_(syntax) {}

  std::vector<ShellCommand> read() {
    while (at_ < text_.size()) step();
    end_command();
    return std::move(commands_);
  }

 private:
  struct Document {
    std::size_t command;
    std::string end;
    bool is_quoted;
  };

  char next(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool goes_on_with(std::string_view word) const { return text_.substr(at_).starts_with(word); }

  void take(std::size_t size) {
    size = std::min(size, text_.size() - at_);
    word_.append(script_.part(at_, at_ + size));
    at_ += size;
    in_word_ = true;
  }
  /// One byte, and what follows it up to one that may mean something: holes are words, they are never cut.
  void take_run(std::string_view special, std::size_t limit = std::string_view::npos) {
    const std::size_t end = std::min(text_.find_first_of(special, at_ + 1), text_.size());
    take(std::min(end, limit) - at_);
  }
  /// Bytes up to `end` that somebody else gives a value.
  void take_hole(std::size_t end) {
    const Text part = script_.part(at_, end);
    const auto& pieces = part.pieces();
    if (!pieces.empty())
      word_.append_hole(HoleKind::Unknown, pieces.front().host.joined(pieces.back().host),
                        text_.substr(at_, end - at_));
    at_ = end;
    in_word_ = true;
  }
  bool take_expansion() {
    std::size_t end = at_;
    if (next() == '$' && (next(1) == '{' || next(1) == '(')) {
      end = text_.find(next(1) == '{' ? '}' : ')', at_);
    } else if (next() == '$' && is_name(next(1)) && std::isdigit(static_cast<unsigned char>(next(1))) == 0) {
      end = at_ + 1;
      while (end + 1 < text_.size() && is_name(text_[end + 1])) ++end;
    } else if (next() == '`') {
      end = text_.find('`', at_ + 1);
    } else if (syntax_.has_braces && next() == '{' && is_name(next(1))) {
      end = text_.find('}', at_);
    } else {
      return false;
    }
    if (end == std::string_view::npos) return false;
    take_hole(end + 1);
    return true;
  }

  void end_word() {
    if (!in_word_) return;
    if (commands_.empty() || is_new_command_) commands_.emplace_back();
    is_new_command_ = false;
    if (std::exchange(is_input_, false)) {
      commands_.back().input = std::move(word_);
    } else {
      commands_.back().words.push_back(std::move(word_));
    }
    word_ = {};
    in_word_ = false;
  }
  void end_command() {
    end_word();
    is_new_command_ = true;
  }

  void single_quoted() {
    const std::size_t end = std::min(text_.find('\'', at_ + 1), text_.size());
    ++at_;
    take(end - at_);
    at_ = std::min(end + 1, text_.size());
  }
  void double_quoted() {
    ++at_;
    in_word_ = true;
    while (at_ < text_.size() && next() != '"') {
      if (next() == '\\' && std::string_view("\"\\$`\n").find(next(1)) != std::string_view::npos) {
        ++at_;
        next() == '\n' ? void(++at_) : take(1);
      } else if (!take_expansion()) {
        take_run("\"\\$`{");
      }
    }
    ++at_;
  }

  /// `<<EOF`: its lines stand below this one.
  void begin_document() {
    at_ += next(2) == '-' ? 3 : 2;
    while (next() == ' ' || next() == '\t') ++at_;
    const bool is_quoted = next() == '\'' || next() == '"' || next() == '\\';
    std::string end;
    for (; at_ < text_.size() && (is_name(next()) || std::string_view("'\"\\").contains(next())); ++at_) {
      if (is_name(next())) end += next();
    }
    end_word();
    if (!commands_.empty() && !is_new_command_ && !end.empty())
      documents_.push_back({commands_.size() - 1, std::move(end), is_quoted});
  }
  void read_documents() {
    for (const Document& document : std::exchange(documents_, {})) {
      word_ = {};
      while (at_ < text_.size()) {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(at_, end - at_);
        while (!line.empty() && (line.front() == '\t' || line.front() == ' ')) line.remove_prefix(1);
        if (line == document.end) {
          at_ = end;
          break;
        }
        const std::size_t behind = std::min(end + 1, text_.size());
        while (at_ < behind) {
          if (document.is_quoted) {
            take(behind - at_);
          } else if (!take_expansion()) {
            take_run("$`{", behind);
          }
        }
      }
      commands_[document.command].input = std::move(word_);
      word_ = {};
      in_word_ = false;
    }
  }

  void step() {
    const char c = next();
    if (c == '\n') {
      end_command();
      ++at_;
      read_documents();
    } else if (c == ' ' || c == '\t' || c == '\r') {
      end_word();
      ++at_;
    } else if (c == ';' || c == '&' || c == '|' || c == '(' || c == ')') {
      end_command();
      ++at_;
    } else if (c == '#' && !in_word_) {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (goes_on_with("<<<")) {
      end_word();
      at_ += 3;
      is_input_ = true;
    } else if (goes_on_with("<<")) {
      begin_document();
    } else if (c == '\'') {
      single_quoted();
    } else if (c == '"') {
      double_quoted();
    } else if (c == '\\') {
      ++at_;
      next() == '\n' ? void(++at_) : take(1);
    } else if (!take_expansion()) {
      take_run(" \t\r\n;&|()#<'\"\\$`{");
    }
  }

  const Text& script_;
  std::string_view text_;
  const ShellSyntax syntax_;
  std::vector<ShellCommand> commands_;
  std::vector<Document> documents_;
  Text word_;
  std::size_t at_ = 0;
  bool in_word_ = false;
  bool is_new_command_ = true;
  bool is_input_ = false;
};

}  // namespace

std::vector<ShellCommand> shell_commands(const Text& script, ShellSyntax syntax) {
  return ShellReader(script, syntax).read();
}

}  // namespace floodwall::host
