#include "frontends/cpp/semantic/arguments.h"

#include <string_view>

#include <clang/Driver/Options.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Option/ArgList.h>
#include <llvm/Option/OptTable.h>

namespace floodwall::cpp {
namespace {

using namespace clang::driver;

/// What writes something, or makes the driver plan further steps than reading.
bool is_about_output(const llvm::opt::Option& option) {
  for (const unsigned id :
       {options::OPT_o, options::OPT_c, options::OPT_S, options::OPT_E, options::OPT_M_Group,
        options::OPT_save_temps_EQ, options::OPT_emit_llvm, options::OPT_fsyntax_only, options::OPT_g_Group,
        options::OPT_fprofile_generate, options::OPT_fsanitize_EQ, options::OPT_flto_EQ, options::OPT_flto}) {
    if (option.matches(id)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> reading_arguments(const SemanticRequest& request) {
  const std::string compiler = request.arguments.empty() ? "c++" : request.arguments.front();
  const bool is_cxx = compiler.ends_with("++") || compiler.find("++-") != std::string::npos;
  std::vector<std::string> made = {is_cxx ? "clang++" : "clang"};
  llvm::SmallVector<const char*, 64> given;
  for (std::size_t i = 1; i < request.arguments.size(); ++i) given.push_back(request.arguments[i].c_str());
  unsigned missing_index = 0;
  unsigned missing_count = 0;
  const llvm::opt::InputArgList parsed = getDriverOptTable().ParseArgs(
      given, missing_index, missing_count, llvm::opt::Visibility(options::ClangOption));
  llvm::opt::ArgStringList kept;
  for (const llvm::opt::Arg* argument : parsed) {
    if (argument->getOption().matches(options::OPT_UNKNOWN) || is_about_output(argument->getOption()))
      continue;
    argument->renderAsInput(parsed, kept);
  }
  for (const char* each : kept) made.emplace_back(each);
  for (const std::string_view each : {"-fsyntax-only", "-w", "-Wno-everything", "-Qunused-arguments",
                                      "-ferror-limit=0", "-fno-caret-diagnostics"})
    made.emplace_back(each);
  made.emplace_back(std::string("-resource-dir=") + FLOODWALL_CLANG_RESOURCES);
  return made;
}

}  // namespace floodwall::cpp
