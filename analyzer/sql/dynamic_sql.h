#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/plpgsql.h"
#include "analyzer/text/mapped_text.h"

namespace floodwall {

/// The text that a string expression makes, with its holes.
struct DynamicText {
  MappedText text;  ///< the host is the body
  std::vector<Hole> holes;
};

/// The number of each stand-in: what is written alike stands for the same name wherever it stands in the
/// body.
class HoleNumbers {
 public:
  std::uint32_t number_of(const std::string& written) {
    return numbers_.try_emplace(written, static_cast<std::uint32_t>(numbers_.size() + 1)).first->second;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
};

/// Variables by name, and what they hold.
using KnownTexts = std::map<std::string, const DynamicText*, std::less<>>;

/// Folds a string expression as far as it can be told from its literals:
/// ||, format(), concat(), quote_ident(), quote_literal(), quote_nullable(), chr(), parentheses, casts to
/// text, known variables. Every other operand becomes a hole of at least eight bytes, glued to its
/// neighbours: `_hole_1_`, or `'_hole1_'` for a value. Hole::written is the operand as it stands in `body`,
/// at most 200 bytes of it.
///
/// `expression` are significant tokens of `body`.
DynamicText fold_text(std::string_view body, std::span<const Token> expression, const KnownTexts& known,
                      HoleNumbers& holes);

/// Whether anything but holes, white space and semicolons is in it.
bool has_literal(const DynamicText& folded);

/// The SQL in `text`; nullopt if no literal says anything, as for a bare variable.
std::optional<EmbeddedSql> dynamic_sql(DynamicText text);

}  // namespace floodwall
