#include "tests/support/program_text.h"

#include <fmt/format.h>

#include <string_view>

namespace floodwall {
namespace {

using host::Expression;
using host::Statement;

class Writer {
 public:
  void body(const std::vector<const Statement*>& statements) {
    for (const Statement* each : statements) statement(*each);
  }
  std::string take() { return std::move(text_); }

 private:
  template <class... Values>
  void line(fmt::format_string<Values...> format, Values&&... values) {
    text_.append(2 * depth_, ' ') += fmt::format(format, std::forward<Values>(values)...) + "\n";
  }
  template <class Inner>
  void inside(std::string_view title, const Inner& inner) {
    line("{}", title);
    ++depth_;
    inner();
    --depth_;
  }
  void optional(std::string_view title, const Expression* inner) {
    if (inner != nullptr) inside(title, [&] { expression(inner); });
  }
  void optional(std::string_view title, const std::vector<const Statement*>& inner) {
    if (!inner.empty()) inside(title, [&] { body(inner); });
  }
  static std::string place(Span at) { return fmt::format("[{}, {})", at.begin, at.end); }

  void expression(const Expression* node) {
    if (node == nullptr) return line("none");
    line("expression {} {} {}{}", static_cast<int>(node->kind), place(node->at), node->word,
         node->is_raw_template ? " raw" : "");
    ++depth_;
    for (const host::TextPart& part : node->parts) {
      line("part {} '{}' :{}", place(part.at), part.bytes, part.format);
      for (const SourceMap::Piece& piece : part.pieces) line("piece {}", place(piece.host));
      optional("inserted", part.inserted);
    }
    for (const Expression* each : node->operands) expression(each);
    for (const host::Argument& each : node->arguments) argument(each);
    --depth_;
  }
  void argument(const host::Argument& each) {
    line("argument {}{}", each.name, each.is_spread ? " spread" : "");
    optional("value", each.value);
  }
  void statement(const Statement& node) {
    line("statement {} {} {}", static_cast<int>(node.kind), place(node.at), node.word);
    ++depth_;
    optional("target", node.target);
    optional("value", node.value);
    optional("annotation", node.annotation);
    optional("body", node.body);
    optional("otherwise", node.otherwise);
    for (const auto& each : node.handlers) inside("handler", [&] { body(each); });
    optional("last", node.last);
    for (const host::Import& each : node.imports)
      line("import {} / {} / {}", each.module, each.name, each.alias);
    if (node.function != nullptr) function(*node.function);
    if (node.klass != nullptr) klass(*node.klass);
    --depth_;
  }
  void function(const host::Function& node) {
    line("function {} {} {} of {}", node.name, place(node.name_at), place(node.at),
         node.owner == nullptr ? std::string_view() : node.owner->name);
    for (const Expression* each : node.decorators) optional("decorator", each);
    for (const host::Parameter& each : node.parameters) {
      line("parameter {}: {}{}", each.name, each.annotation, each.is_spread ? " spread" : "");
      optional("preset", each.preset);
    }
    body(node.body);
  }
  void klass(const host::Class& node) {
    line("class {} {} {} of {}", node.name, place(node.name_at), place(node.at),
         node.owner == nullptr ? std::string_view() : node.owner->name);
    for (const Expression* each : node.decorators) optional("decorator", each);
    for (const host::Argument& each : node.bases) argument(each);
    body(node.body);
  }

  std::string text_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string text_of(const host::Program& program) {
  Writer writer;
  writer.body(program.body);
  std::string text = writer.take();
  text += fmt::format("{} expressions, {} statements\n", program.expressions().size(),
                      program.statements().size());
  return text;
}

}  // namespace floodwall
