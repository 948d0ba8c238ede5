// What is written into a stream: values, and what changes how they are written.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "frontends/cpp/syntax/converter.h"
#include "frontends/host_values/words.h"

// The grammar has many more nodes than any of the switches below cares for.
#pragma GCC diagnostic ignored "-Wswitch-enum"

namespace floodwall::cpp {

using host::Expression;

namespace {

/// What changes how a stream writes, and writes nothing itself.
bool is_manipulator(std::string_view name) {
  static constexpr std::array names = std::to_array<std::string_view>(
      {"setprecision", "fixed", "scientific", "defaultfloat", "setw", "setfill", "setbase", "hex", "dec",
       "oct", "boolalpha", "noboolalpha", "showpoint", "noshowpoint", "left", "right", "internal", "flush"});
  return host::is_among(name, names);
}

/// What says that numbers with a point follow.
bool is_for_numbers(std::string_view manipulator) {
  return manipulator == "setprecision" || manipulator == "fixed" || manipulator == "scientific";
}

}  // namespace

/// std::endl is a line break.
const Expression* Converter::written_to_stream(const TreeNode* operand, int depth) {
  const std::string_view written = name_of_type(word(operand));
  return written == "endl" || written == "ends" ? constant("\n", span_of(operand))
                                                : expression(operand, depth + 1);
}

/// ss << a << b: each is put behind the text in `ss`; false: that is no stream into memory.
bool Converter::stream_statement(std::span<const TreeNode* const> operands, int depth, Body& out) {
  const TreeNode* object = operands.front();
  if (kind(object) != Node::Identifier && kind(object) != Node::FieldExpression) return false;
  const Declared* known = declared(object);
  bool is_stream = known != nullptr && known->kind == TypeKind::Stream;
  if (known == nullptr) {  // a member that a header declares: whoever asks it for a text has a stream
    const std::string asks = std::string(word(object)) + ".str(";
    is_stream = text_.find(asks) != std::string_view::npos;
  }
  bool appends = false;
  const Expression* target = is_stream ? target_of(object, appends, depth) : nullptr;
  if (target == nullptr) return false;
  bool are_numbers = number_streams_.contains(word(object));
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const TreeNode* operand = operands[i];
    const bool is_call = kind(operand) == Node::CallExpression;
    const std::string_view name = name_of_type(word(is_call ? child(operand, Field::Function) : operand));
    if (is_manipulator(name)) {
      are_numbers = are_numbers || is_for_numbers(name);
      if (are_numbers) number_streams_.insert(word(object));
      continue;
    }
    const Expression* added = written_to_stream(operand, depth);
    const bool is_quoted = word(operands[i - 1]).ends_with("'\"");  // a text, whatever is said of numbers
    const bool is_number =
        are_numbers && !is_quoted && (is_call || kind_of_object(operand) == TypeKind::Unknown);
    extend(target, is_number ? as_number(added, span_of(operand)) : added, span_of(operand), out);
  }
  return true;
}

}  // namespace floodwall::cpp
