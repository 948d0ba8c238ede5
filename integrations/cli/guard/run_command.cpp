#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "analyzer/rule/registry.h"
#include "analyzer/text/spelling.h"
#include "integrations/cli/arguments.h"
#include "integrations/cli/console.h"
#include "integrations/cli/exit_status.h"
#include "integrations/cli/guard/commands.h"
#include "integrations/cli/guard/policy_file.h"
#include "integrations/guard/core/audit_log.h"
#include "integrations/guard/preload/override_variable.h"
#include "integrations/workspace/paths.h"

namespace floodwall {
namespace {

constexpr const char* library_name = "libfloodwall_preload.so";

struct RunOptions {
  std::string config;
  std::string allow;  ///< a rule, or "all"; empty: nothing
  std::string reason;
  bool keeps_status = false;
  bool is_dry = false;
};

/// Beside the program, as it is built, or where it is installed. Empty if it is nowhere.
std::string preload_library() {
  const std::optional<std::string> program = real_path("/proc/self/exe");
  if (!program) return "";
  const std::string folder = folder_of(*program);
  for (const std::string_view place : {"../lib", "../lib64", "."}) {
    const std::optional<std::string> library = real_path(join_path(join_path(folder, place), library_name));
    if (library) return *library;
  }
  return "";
}

std::optional<std::string> complaint_about(const RunOptions& options) {
  if (options.allow.empty()) {
    return options.reason.empty() ? std::nullopt : std::optional<std::string>("--reason is for --allow");
  }
  if (options.allow != "all" && find_rule(options.allow) == nullptr && !guard::is_limit(options.allow))
    return fmt::format("there is no rule \"{}\"{}", options.allow, did_you_mean(nearest_rule(options.allow)));
  if (options.reason.empty()) return "--allow needs a --reason, which the audit log keeps";
  return std::nullopt;
}

void begin_override(const RunOptions& options, const guard::Policy& policy, std::string_view program) {
  const bool is_every = options.allow == "all";
  const RegisteredRule* const known = find_rule(options.allow);
  const std::string rule(is_every ? "*" : known == nullptr ? options.allow : known->rule->meta.id);
  const std::string value = fmt::format("{} {} {}", ::getpid(), rule, options.reason);
  ::setenv(preload::override_variable, value.c_str(), 1);
  complain(fmt::format("process {} may do what {} refuses; the reason given: {}", ::getpid(),
                       is_every ? "the guard" : rule, options.reason));
  const nlohmann::ordered_json line{{"time", guard::audit_time()}, {"process", ::getpid()},
                                    {"decision", "override"},      {"rules", {rule}},
                                    {"reason", options.reason},    {"program", program}};
  guard::AuditLog audit(policy.audit_log);
  audit.append(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  if (const std::string trouble = audit.trouble(); !trouble.empty()) complain("audit log: " + trouble);
}

/// `library` is loaded first; what else is to be loaded still is.
void load_first(const std::string& library) {
  const char* const others = std::getenv("LD_PRELOAD");
  const bool is_alone = others == nullptr || *others == '\0';
  ::setenv("LD_PRELOAD", is_alone ? library.c_str() : (library + ":" + others).c_str(), 1);
}

}  // namespace

int guard_run_command(int argc, char** argv) {
  int words = 1;
  while (words < argc && std::string_view(argv[words]) != "--") ++words;
  if (words == argc && 1 < argc && !std::string_view(argv[1]).starts_with('-')) words = 1;  // without the --
  RunOptions options;
  const std::unique_ptr<CLI::App> parser = make_parser(
      "Runs a program. What it sends through libpq is judged before it is sent; what is refused fails there "
      "as any wrong statement would, and the program's status is then not 0.",
      "floodwall guard run");
  parser->add_option("--config", options.config, "Use this file instead of the nearest floodwall.toml")
      ->type_name("FILE");
  parser
      ->add_option("--allow", options.allow,
                   "Let pass what this rule refuses, or all; for this process alone")
      ->type_name("RULE");
  parser->add_option("--reason", options.reason, "Why, for the audit log")->type_name("TEXT");
  parser->add_flag(
      "--dry-run", options.is_dry,
      "Run all that is sent in one transaction that nothing can commit, also what is refused, and say so");
  parser->add_flag("--keep-status", options.keeps_status,
                   "Keep the status 0 of a program that goes on after a refusal");
  if (const std::optional<int> status = parse_arguments(*parser, words, argv)) return *status;
  if (argc <= words + 1 || std::string_view(argv[words]) != "--") {
    complain("guard run: which program? It is written after --, as in `floodwall guard run -- psql shop`");
    return exit_trouble;
  }
  if (const std::optional<std::string> complaint = complaint_about(options)) {
    complain("guard run: " + *complaint);
    return exit_trouble;
  }
  const Result<SourcedPolicy> sourced = read_policy(options.config);
  if (!sourced) {
    complain(sourced.error().message);
    return exit_trouble;
  }
  const std::string library = preload_library();
  if (library.empty() || library.find_first_of(": \t") != std::string::npos) {
    complain(
        library.empty()
            ? fmt::format("guard run: {} is missing; it belongs beside this program", library_name)
            : fmt::format("guard run: a folder with a space or a colon cannot be named to the loader: {}",
                          library));
    return exit_trouble;
  }
  ::unsetenv(preload::override_variable);
  ::unsetenv("FLOODWALL_GUARD_KEEP_STATUS");
  ::unsetenv("FLOODWALL_GUARD_CONFIG");
  ::unsetenv(preload::dry_run_variable);
  if (options.is_dry) ::setenv(preload::dry_run_variable, "1", 1);
  if (!sourced->file.empty()) ::setenv("FLOODWALL_GUARD_CONFIG", sourced->file.c_str(), 1);
  if (options.keeps_status) ::setenv("FLOODWALL_GUARD_KEEP_STATUS", "1", 1);
  char** const program = argv + words + 1;
  if (!options.allow.empty()) begin_override(options, sourced->policy, program[0]);
  load_first(library);
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
  ::execvp(program[0], program);
  const int error = errno;
  complain(fmt::format("{}: {}", program[0], std::strerror(error)));
  return error == ENOENT ? 127 : 126;
}

}  // namespace floodwall
