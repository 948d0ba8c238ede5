#include "analyzer/sql/routine_body.h"

#include <utility>
#include <vector>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/literal.h"

namespace floodwall {
namespace {

/// The literal that follows `location`, with its continuations on further lines.
std::optional<DecodedLiteral> literal_after(std::string_view statement, int location) {
  if (location < 0) return std::nullopt;
  std::vector<Token> literals;
  Lexer lexer(statement, static_cast<std::uint32_t>(location));
  for (Token token = lexer.next(); token.kind != TokenKind::End; token = lexer.next()) {
    const bool is_literal = token.kind == TokenKind::String || token.kind == TokenKind::DollarString;
    if (is_literal) {
      literals.push_back(token);
    } else if (token.kind == TokenKind::Word && literals.empty()) {
      continue;  // AS
    } else if (token.kind != TokenKind::Comment) {
      break;
    }
  }
  return decode_literals(statement, literals);
}

std::optional<RoutineBody> body_of(const List* options, std::string language, std::string_view statement) {
  const DefElem* source = nullptr;
  for (const DefElem& option : each<DefElem>(options)) {
    if (view_of(option.defname) == "as") source = &option;
    if (view_of(option.defname) == "language") language = lower_case(string_of(option.arg));
  }
  if (source == nullptr) return std::nullopt;
  std::optional<DecodedLiteral> literal = literal_after(statement, source->location);
  if (!literal) return std::nullopt;
  return RoutineBody{std::move(language), std::move(literal->text), std::move(literal->map), false};
}

}  // namespace

std::optional<RoutineBody> routine_body(const Node& node, std::string_view statement) {
  if (const CreateFunctionStmt* function = node_cast<CreateFunctionStmt>(&node)) {
    return body_of(function->options, "", statement);
  }
  if (const DoStmt* block = node_cast<DoStmt>(&node)) {
    std::optional<RoutineBody> body = body_of(block->args, "plpgsql", statement);
    if (body) body->runs_now = true;
    return body;
  }
  return std::nullopt;
}

}  // namespace floodwall
