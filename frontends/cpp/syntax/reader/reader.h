#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "frontends/cpp/syntax/reader/tokens.h"
#include "frontends/cpp/syntax/tree.h"

namespace floodwall::cpp {

/// Reads C and C++ in one pass into the nodes that tree-sitter makes of the same bytes, as far as the
/// converter looks at them. A statement or a definition that it does not understand is left to tree-sitter,
/// alone if it is clear where it ends; else the whole file is. What it does with definitions, declarators,
/// statements, expressions and directives stands in the files of these names.
class Reader {
 public:
  Reader(std::string_view text, Tree& tree) : text_(text), tree_(tree) {}

  /// nullptr: the file is left to tree-sitter.
  TreeNode* read();
  /// How many bytes were left to tree-sitter, of a file that was read.
  std::size_t left_out() const { return left_out_; }
  /// Where the first of what tree-sitter has given up on, too, begins.
  std::optional<std::uint32_t> unread_from() const { return unread_from_; }

 private:
  static constexpr int deepest = 600;

  enum class Place : std::uint8_t { File, Class, Body };
  /// What the type in parentheses, of a cast, looks like.
  enum class Looks : std::uint8_t { NoType, Name, Path, Type };
  /// Whether `<` behind a name may as well be an operator.
  enum class Angles : std::uint8_t { Possible, Certain };

  /// A node whose children are being read.
  struct Parent {
    TreeNode* node;
    TreeNode** next;
    void add(TreeNode* child, Field field = Field::None) {
      child->field = field;
      *next = child;
      next = &child->next;
    }
  };

  // Tokens.
  const Token& now() const { return tokens_[pos_]; }
  const Token& ahead(std::size_t by) const { return tokens_[std::min(pos_ + by, tokens_.size() - 1)]; }
  const Token& at(std::size_t i) const { return tokens_[std::min(i, tokens_.size() - 1)]; }
  static bool is(const Token& token, std::string_view written) {
    return token.code == sign(written) && token.kind == Token::Kind::Sign;
  }
  static bool is(const Token& token, Key key) {
    return token.kind == Token::Kind::Word && token.code == static_cast<std::uint32_t>(key);
  }
  static bool is_name(const Token& token) { return is(token, Key::None); }
  static bool is(const Token& token, Part part) {
    return token.kind == Token::Kind::Directive && token.code == static_cast<std::uint32_t>(part);
  }
  bool is(std::string_view written) const { return is(now(), written); }
  bool is(Key key) const { return is(now(), key); }
  bool is_end() const { return now().kind == Token::Kind::End; }
  Key key() const { return now().kind == Token::Kind::Word ? static_cast<Key>(now().code) : Key::None; }
  void advance() {
    if (!is_end()) ++pos_;
  }
  bool accept(std::string_view written) {
    if (!is(written)) return false;
    advance();
    return true;
  }
  void expect(std::string_view written) {
    if (!accept(written)) fail();
  }
  void fail() {
    failed_ = true;
    pos_ = tokens_.size() - 1;
  }
  /// Behind the bracket that closes the one at hand.
  void skip_brackets() {
    if (now().match <= pos_) return fail();
    pos_ = now().match + 1;
  }
  std::size_t behind(std::size_t bracket) const {
    return at(bracket).match <= bracket ? 0 : at(bracket).match + 1;
  }
  std::string_view word(const Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

  // Nodes.
  Parent open(Node kind) { return open(kind, now().begin); }
  Parent open(Node kind, std::uint32_t begin) {
    TreeNode* made = tree_.add(kind, {begin, begin});
    return {made, &made->first};
  }
  TreeNode* close(const Parent& parent) {
    parent.node->at.end = pos_ == 0 ? 0 : tokens_[pos_ - 1].end;
    return parent.node;
  }
  TreeNode* leaf(Node kind) {
    TreeNode* made = tree_.add(kind, {now().begin, now().end});
    advance();
    return made;
  }
  /// A node of the tokens up to here, without children.
  TreeNode* whole(Node kind, std::size_t from) {
    return tree_.add(kind, {tokens_[from].begin, tokens_[pos_ == 0 ? 0 : pos_ - 1].end});
  }

  // Definitions.
  void items(Parent& into, Place place);
  void item(Parent& into, Place place);
  bool stops() const;
  TreeNode* name_space();
  TreeNode* linkage();
  bool skip_macro(Place place);
  bool is_shouted(std::size_t i) const;
  bool is_shouted_in_front(std::size_t i) const;
  bool is_lone_call() const;
  bool is_wrapped_parameters() const;
  bool is_headless() const;
  void template_declaration(Parent& into, Place place);
  void skip_item();
  void skip_to_semicolon();
  TreeNode* class_specifier();
  TreeNode* enum_specifier();
  void base_classes(Parent& into);
  TreeNode* initializers();

  // Declarations.
  void declaration(Parent& into, Place place);
  TreeNode* type();
  bool has_no_type() const;
  void skip_qualifiers();
  bool skip_attribute();
  /// What a declarator that begins at token `from` and its value make.
  TreeNode* initialized(std::size_t from, TreeNode* declared, TreeNode* value);
  bool function_body(Parent& made);
  TreeNode* declarator(Place place, bool may_be_nameless);
  bool typed_name(Parent& into);
  TreeNode* declared_name(Place place);
  TreeNode* parameters();
  TreeNode* parameter();
  void function_end();
  TreeNode* type_descriptor();
  TreeNode* path(Node last, Angles angles = Angles::Possible);
  std::size_t end_of_path(std::size_t from) const;
  std::size_t closing_angle(std::size_t from, Angles angles = Angles::Possible) const;
  std::size_t closing_angle_of_type(std::size_t from) const;
  std::size_t member_star(std::size_t from) const;
  bool is_template(std::size_t angle) const;
  bool is_parameters(std::size_t open) const;
  bool is_parameter(std::size_t from, std::size_t end) const;
  bool is_declaration(std::size_t from) const;

  // Statements.
  TreeNode* block();
  void statement(Parent& into);
  TreeNode* single_statement();
  TreeNode* condition();
  TreeNode* for_statement();
  TreeNode* case_statement();
  bool is_foreach() const;
  TreeNode* foreach_statement();
  TreeNode* simple_statement(Node kind);

  // Expressions.
  TreeNode* expression();  ///< with commas
  TreeNode* assignment();
  TreeNode* conditional();
  TreeNode* binary(int least);
  TreeNode* unary();
  TreeNode* postfix();
  TreeNode* primary();
  TreeNode* parenthesized();
  TreeNode* string();
  TreeNode* lambda();
  TreeNode* new_expression();
  TreeNode* size_of();
  TreeNode* type_of_value();
  TreeNode* argument();
  TreeNode* arguments(Node kind, std::string_view closing);
  TreeNode* initializer_list();
  TreeNode* initializer();
  TreeNode* operator_token(std::uint32_t size);
  TreeNode* nothing() { return tree_.add(Node::Other, {now().begin, now().begin}); }
  Looks looks_of_parentheses(std::size_t open) const;

  // What is not understood.
  bool recover(Parent& into, std::size_t from, Place place);
  bool leave_to_tree_sitter(Parent& into, std::size_t from, std::size_t end, Place place);
  std::size_t end_of(std::size_t from, Place place) const;
  std::size_t end_of_item(std::size_t from) const;
  std::size_t end_of_statement(std::size_t from, int depth = 0) const;
  std::size_t end_of_run(std::size_t from, Place place) const;
  bool skip_directive(std::size_t& i, int& open) const;
  bool is_whole(std::size_t from, std::size_t end) const;

  // What #if parts.
  struct Branch;
  bool read_branches(Parent& into, std::size_t from, Place place);
  Branch branch_from(std::size_t from, std::size_t number, std::size_t end, std::size_t most) const;
  std::size_t end_of_branch(std::size_t from, std::size_t number, std::size_t least, Place place,
                            std::size_t& branches);
  std::size_t end_of_branches(std::size_t from, Place place, std::size_t& branches);
  std::size_t end_of_group(std::size_t directive) const;
  bool is_parting(std::size_t directive) const;
  bool goes_on_with(std::size_t directive, Key key) const;

  // Directives.
  void directive(Parent& into, Place place);
  TreeNode* conditional_group(Place place);
  TreeNode* define();
  std::string_view directive_name(const Token& token) const;

  struct Deeper {
    explicit Deeper(Reader& reader) : reader(reader) {
      if (deepest < ++reader.depth_) reader.fail();
    }
    ~Deeper() { --reader.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    Reader& reader;
  };

  std::string_view text_;
  Tree& tree_;
  std::vector<Token> tokens_;           ///< of the file, or of a branch
  std::vector<std::uint32_t> origins_;  ///< of a branch's tokens: their numbers in the file
  std::size_t pos_ = 0;
  std::size_t left_out_ = 0;
  std::optional<std::uint32_t> unread_from_;
  int depth_ = 0;
  bool failed_ = false;
};

}  // namespace floodwall::cpp
