#include "analyzer/sql/dynamic_variables.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace floodwall {
namespace {

constexpr std::size_t most_variables = 32;
constexpr std::size_t most_texts = 4;  // of one variable
constexpr std::size_t longest_text = 1 << 14;

/// The union of what the arms set; empty if there is too much of it.
DynamicVariables::Texts texts_of(const std::string& name, std::span<const DynamicVariables::State> ends) {
  DynamicVariables::Texts all;
  for (const DynamicVariables::State& end : ends) {
    const auto found = end.find(name);
    if (found == end.end()) return {};
    for (const auto& text : found->second) {
      if (std::ranges::find(all, text) == all.end()) all.push_back(text);
    }
  }
  return all.size() <= most_texts ? all : DynamicVariables::Texts{};
}

}  // namespace

DynamicVariables::DynamicVariables(std::string_view body) : body_(body), budget_(4096 + 4 * body.size()) {}

void DynamicVariables::assign(const std::string& name, std::span<const Token> expression) {
  Texts texts;
  for (DynamicText& text : fold_texts(expression)) {
    if (text.text.size() <= longest_text && has_literal(text))
      texts.push_back(std::make_shared<const DynamicText>(std::move(text)));
  }
  forget(name);
  if (!texts.empty() && state_.size() < most_variables) state_.emplace(name, std::move(texts));
}

std::vector<EmbeddedSql> DynamicVariables::fold(std::span<const Token> expression) {
  std::vector<EmbeddedSql> statements;
  for (DynamicText& text : fold_texts(expression)) {
    if (std::optional<EmbeddedSql> sql = dynamic_sql(std::move(text))) statements.push_back(std::move(*sql));
  }
  return statements;
}

/// One text for each that the variable in it may hold. Two such variables may have been set together, so the
/// texts of neither are known.
std::vector<DynamicText> DynamicVariables::fold_texts(std::span<const Token> expression) {
  KnownTexts known;
  const Texts* several = nullptr;
  std::string name_of_several;
  std::size_t copied = 0;
  for (const Token& token : expression) {
    if (token.kind != TokenKind::Word && token.kind != TokenKind::QuotedIdentifier) continue;
    const auto variable = state_.find(identifier_of(slice(body_, token.at)));
    if (variable == state_.end()) continue;
    const auto& [name, texts] = *variable;
    for (const auto& text : texts) copied += text->text.size();
    if (texts.size() == 1) {
      known[name] = texts.front().get();
    } else if (several == nullptr || name == name_of_several) {
      several = &texts;
      name_of_several = name;
    } else {
      return {};
    }
  }
  if (budget_ < copied) {
    known.clear();
    several = nullptr;
  } else {
    budget_ -= copied;
  }
  std::vector<DynamicText> folded;
  if (several == nullptr) folded.push_back(fold_text(body_, expression, known, holes_));
  for (std::size_t i = 0; several != nullptr && i < several->size(); ++i) {
    known[name_of_several] = (*several)[i].get();
    folded.push_back(fold_text(body_, expression, known, holes_));
  }
  return folded;
}

void DynamicVariables::merge(const State& before, std::span<const State> ends, bool has_else) {
  State merged;
  if (ends.empty()) return restore(before);
  for (const auto& [name, texts] : ends.front()) {
    const auto old = before.find(name);
    const auto is_unchanged = [&](const State& end) {
      const auto found = end.find(name);
      return old != before.end() && found != end.end() && found->second == old->second;
    };
    if (std::ranges::all_of(ends, is_unchanged)) {
      merged.emplace(name, texts);
    } else if (has_else && std::ranges::none_of(ends, is_unchanged)) {
      if (Texts all = texts_of(name, ends); !all.empty()) merged.emplace(name, std::move(all));
    }
  }
  restore(std::move(merged));
}

}  // namespace floodwall
