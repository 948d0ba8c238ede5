#include "integrations/guard/preload/guard_library.h"

#include <dlfcn.h>

namespace floodwall::preload {
namespace {

constexpr const char* library_name = "libfloodwall_guard.so.1";

/// With the slash; empty if the system does not tell.
std::string own_folder() {
  static const char here = 0;
  Dl_info about{};
  if (::dladdr(&here, &about) == 0 || about.dli_fname == nullptr) return "";
  const std::string path(about.dli_fname);
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));
  return function != nullptr;
}

}  // namespace

std::optional<GuardLibrary> GuardLibrary::load(std::string& trouble) {
  void* library = ::dlopen((own_folder() + library_name).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) library = ::dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* const why = ::dlerror();
    trouble = why == nullptr ? library_name : why;
    return std::nullopt;
  }
  GuardLibrary guard;
  const bool is_whole = find(library, "floodwall_guard_abi_version", guard.abi_version) &&
                        guard.abi_version() == FLOODWALL_GUARD_ABI_VERSION &&
                        find(library, "floodwall_guard_new", guard.guard_new) &&
                        find(library, "floodwall_session_new", guard.session_new) &&
                        find(library, "floodwall_session_free", guard.session_free) &&
                        find(library, "floodwall_session_reset", guard.session_reset) &&
                        find(library, "floodwall_session_question", guard.session_question) &&
                        find(library, "floodwall_session_answer", guard.session_answer) &&
                        find(library, "floodwall_session_trouble", guard.session_trouble) &&
                        find(library, "floodwall_session_dry_step", guard.session_dry_step) &&
                        find(library, "floodwall_session_dry_end", guard.session_dry_end) &&
                        find(library, "floodwall_session_is_dry_run", guard.session_is_dry_run) &&
                        find(library, "floodwall_override_begin", guard.override_begin) &&
                        find(library, "floodwall_check", guard.check) &&
                        find(library, "floodwall_verdict_free", guard.verdict_free) &&
                        find(library, "floodwall_verdict_question", guard.verdict_question) &&
                        find(library, "floodwall_verdict_answer", guard.verdict_answer) &&
                        find(library, "floodwall_verdict_action", guard.verdict_action) &&
                        find(library, "floodwall_verdict_preparation", guard.verdict_preparation) &&
                        find(library, "floodwall_verdict_row_limit", guard.verdict_row_limit) &&
                        find(library, "floodwall_verdict_counted", guard.verdict_counted) &&
                        find(library, "floodwall_verdict_message", guard.verdict_message) &&
                        find(library, "floodwall_verdict_decided", guard.verdict_decided);
  if (is_whole) return guard;
  trouble = std::string(library_name) + " is of another version";
  return std::nullopt;
}

}  // namespace floodwall::preload
