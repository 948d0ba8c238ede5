#include "frontends/python/commands.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>

#include "frontends/host_values/guard_words.h"
#include "frontends/host_values/origin_words.h"
#include "frontends/host_values/words.h"

namespace floodwall::python {
namespace {

using host::CallEvent;
using host::Origin;
using host::ShellCommand;
using host::Text;
using host::Value;

/// The bytes of a word without holes; empty if it has some.
std::string_view constant(const Text& word) {
  return word.is_constant() ? std::string_view(word.bytes()) : std::string_view();
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// Where a program is named among the words: behind sudo, docker exec and the like, too. nullopt: nowhere.
std::optional<std::size_t> place_of(const ShellCommand& command, std::string_view program) {
  for (std::size_t i = 0; i < command.words.size(); ++i) {
    if (file_name(constant(command.words[i])) == program) return i;
  }
  return std::nullopt;
}

bool has_word(const ShellCommand& command, std::size_t from, std::string_view word) {
  for (std::size_t i = from; i < command.words.size(); ++i) {
    if (constant(command.words[i]) == word) return true;
  }
  return false;
}

bool runs_list(std::string_view path) {
  static constexpr std::array names =
      std::to_array<std::string_view>({"subprocess.run", "subprocess.call", "subprocess.check_call",
                                       "subprocess.check_output", "subprocess.Popen"});
  return host::is_among(path, names);
}

bool runs_text(std::string_view path) {
  static constexpr std::array names =
      std::to_array<std::string_view>({"os.system", "os.popen", "subprocess.getoutput",
                                       "subprocess.getstatusoutput", "asyncio.create_subprocess_shell"});
  return host::is_among(path, names);
}

/// The words of a list, each with the place where it stands.
ShellCommand listed(const CallEvent& event, const Value& list, const host::Expression* written) {
  ShellCommand command;
  const Span at = event.call->at;
  const bool is_literal = written != nullptr && written->operands.size() == list.items.size();
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Value& item = list.items[i];
    Text word;
    if (item.is_text()) {
      word = item.texts.front();
    } else {
      const std::string_view name = is_literal ? written->operands[i]->word : std::string_view();
      word.append_hole(item.hole, at, name.empty() ? "…" : name);
    }
    command.words.push_back(std::move(word));
  }
  return command;
}

/// sh -c "…"
std::optional<Text> script_of(const ShellCommand& command) {
  if (command.words.size() < 3) return std::nullopt;
  const std::string_view shell = file_name(constant(command.words[0]));
  const std::string_view option = constant(command.words[1]);
  const bool is_shell = shell == "sh" || shell == "bash" || shell == "zsh";
  if (!is_shell || !option.starts_with('-') || !option.ends_with('c')) return std::nullopt;
  return command.words[2];
}

/// Whether psql is told which database: by an option, or by the first word that belongs to none.
bool names_database(const ShellCommand& command, std::size_t psql) {
  constexpr std::string_view with_value = "cfhpUvoLFRPT";
  for (std::size_t i = psql + 1; i < command.words.size(); ++i) {
    const std::string_view word = command.words[i].bytes();
    if (word.starts_with("-d") || word.starts_with("--dbname") || !word.starts_with('-')) return true;
    const bool is_followed =
        word.starts_with("--") ? word.find('=') == std::string_view::npos : with_value.contains(word.back());
    const bool is_alone = word == "--quiet" || word == "--no-psqlrc" || word == "--echo-all" ||
                          word == "--single-transaction" || word == "--tuples-only" ||
                          word == "--no-password";
    if (is_followed && !is_alone) ++i;
  }
  return false;
}

}  // namespace

std::vector<ShellCommand> commands_of(const CallEvent& event) {
  const bool is_text = runs_text(event.path);
  const Value* value = event.argument(0, is_text && event.path == "os.system" ? "command" : "args");
  if (value == nullptr) value = event.argument(0, "cmd");
  if (value == nullptr) return {};
  const host::Expression* list = event.expression(0, "args");
  if (value->is_text() && (is_text || runs_list(event.path)))
    return host::shell_commands(value->texts.front());
  ShellCommand command;
  if (value->kind == Value::Kind::List) {
    command = listed(event, *value, list);
  } else if (event.path == "asyncio.create_subprocess_exec") {
    Value all;
    for (std::size_t i = 0; i < event.arguments.size(); ++i) {
      if (event.call->arguments[i].name.empty()) all.items.push_back(event.arguments[i]);
    }
    command = listed(event, all, nullptr);
  }
  if (command.words.empty()) return {};
  const bool may_run = runs_list(event.path) || value->kind != Value::Kind::List ||
                       file_name(constant(command.words.front())) == "psql";
  if (!may_run) return {};
  if (const std::optional<Text> script = script_of(command)) return host::shell_commands(*script);
  std::vector<ShellCommand> commands;
  commands.push_back(std::move(command));
  return commands;
}

std::vector<PsqlText> psql_texts(const ShellCommand& command) {
  const std::optional<std::size_t> psql = place_of(command, "psql");
  std::vector<PsqlText> texts;
  if (!psql) return texts;
  bool reads_file = false;
  for (std::size_t i = *psql + 1; i < command.words.size(); ++i) {
    const Text& word = command.words[i];
    const std::string_view bytes = word.bytes();
    constexpr std::string_view spelled = "--command=";
    const bool is_short = bytes.size() > 1 && bytes[0] == '-' && bytes[1] != '-' && bytes.back() == 'c' &&
                          std::ranges::all_of(bytes.substr(1), [](char c) { return std::isalpha(c) != 0; });
    reads_file = reads_file || bytes == "-f" || bytes.starts_with("--file");
    if ((is_short || bytes == "--command") && i + 1 < command.words.size()) {
      texts.push_back({command.words[++i]});
    } else if (bytes.starts_with(spelled)) {
      texts.push_back({word.part(spelled.size(), bytes.size())});
    }
  }
  if (texts.empty() && !reads_file && command.input) texts.push_back({*command.input, true});
  return texts;
}

CommandEffect effect_of(const ShellCommand& command) {
  const auto alembic = place_of(command, "alembic");
  const auto flask = place_of(command, "flask");
  const bool is_flask = flask && has_word(command, *flask, "db");
  if (alembic || is_flask) {
    const std::size_t from = alembic.value_or(flask.value_or(0));
    if (!has_word(command, from, "downgrade") || has_word(command, from, "--sql")) return {};
    const bool is_all = has_word(command, from, "base");
    return {is_all ? CallEffect::TakesAllBack : CallEffect::TakesBack,
            alembic ? "alembic downgrade" : "flask db downgrade"};
  }
  std::optional<std::size_t> django = place_of(command, "manage.py");
  if (!django) django = place_of(command, "django-admin");
  if (django) {
    const auto has = [&](std::string_view word) { return has_word(command, *django + 1, word); };
    if (has("flush") || has("reset_db"))
      return {CallEffect::EmptiesAll, has("flush") ? "manage.py flush" : "manage.py reset_db", true};
    if (has("migrate") && has("zero")) return {CallEffect::TakesAllBack, "manage.py migrate … zero", true};
  }
  if (place_of(command, "pg_dump") || place_of(command, "pg_dumpall"))
    return {CallEffect::CopiesAll, "pg_dump"};
  return {};
}

Origin origin_of(const ShellCommand& command) {
  Origin named;
  bool has_unknown = false;
  for (const Text& word : command.words) {
    if (!word.is_constant()) {
      for (const Hole& hole : word.holes()) {  // $DATABASE_URL, {settings.DATABASE_URL}
        if (host::says_test(hole.written)) return {DatabaseOrigin::TestOnly, hole.written};
        const bool is_address =
            host::names_address(hole.written) &&
            (hole.written.starts_with('$') || hole.written.find("environ") != std::string::npos ||
             hole.written.find("DATABASE") != std::string::npos);
        if (is_address) named = {DatabaseOrigin::Ambient, hole.written};
        has_unknown = has_unknown || (!is_address && hole.written != "{executable}");  // sys.executable
      }
      continue;
    }
    const std::string_view bytes = word.bytes();
    const bool is_sql = bytes.find(' ') != std::string_view::npos;
    if (is_sql) continue;
    if (host::says_throw_away(bytes)) return {DatabaseOrigin::ThrowAway, std::string(bytes)};
    if (host::says_test(bytes)) return {DatabaseOrigin::TestOnly, std::string(bytes)};
  }
  if (named.is_known() || has_unknown) return named;
  if (const auto psql = place_of(command, "psql"))
    return names_database(command, *psql) ? Origin() : Origin{DatabaseOrigin::Ambient, "PGDATABASE"};
  const bool is_told_more = has_word(command, 0, "-x") || has_word(command, 0, "-n");
  if (place_of(command, "alembic") && !is_told_more) {
    for (std::size_t i = 0; i + 1 < command.words.size(); ++i) {
      if (constant(command.words[i]) == "-c") return {DatabaseOrigin::Ambient, command.words[i + 1].bytes()};
    }
    return {DatabaseOrigin::Ambient, "alembic.ini"};
  }
  if (place_of(command, "flask")) return {DatabaseOrigin::Ambient, "the application's configuration"};
  return {};
}

}  // namespace floodwall::python
