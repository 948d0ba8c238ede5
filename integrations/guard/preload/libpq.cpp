#include "integrations/guard/preload/libpq.h"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>

#include "integrations/guard/preload/dynamic_loading.h"

extern "C" PGresult* PQexec(PGconn* connection, const char* query);  // NOLINT(readability-identifier-naming)

namespace floodwall::preload {
namespace {

/// Looks functions up in a library and what it needs, or behind this one.
class Source {
 public:
  explicit Source(void* handle) : handle_(handle) {}

  template <class Function>
  bool find(const char* name, Function& function) const {
    void* const found = real_symbol(handle_, name);
    function = reinterpret_cast<Function>(found);
    return function != nullptr;
  }
  bool has_libpq() const {
    PQExec exec = nullptr;
    return find("PQexec", exec) && exec != &PQexec;
  }

 private:
  void* handle_;
};

/// A library that does not name libpq itself may mean the program's, or what was looked up by name, or one
/// that is loaded for others.
Source source_for(const void* caller) {
  Dl_info about{};
  link_map* map = nullptr;
  const bool is_known =
      ::dladdr1(caller, &about, reinterpret_cast<void**>(&map), RTLD_DL_LINKMAP) != 0 && map != nullptr;
  if (is_known && map->l_name != nullptr && map->l_name[0] != '\0') {
    void* const library = ::dlopen(map->l_name, RTLD_NOW | RTLD_NOLOAD);
    if (library != nullptr && Source(library).has_libpq()) return Source(library);
  }
  if (Source(RTLD_NEXT).has_libpq()) return Source(RTLD_NEXT);
  if (looked_up_in() != nullptr && Source(looked_up_in()).has_libpq()) return Source(looked_up_in());
  void* const usual = ::dlopen("libpq.so.5", RTLD_NOW | RTLD_NOLOAD);
  return Source(usual == nullptr ? RTLD_NEXT : usual);
}

bool fill(const Source& source, Libpq& libpq) {
  source.find("PQpipelineStatus", libpq.pipeline_status);
  source.find("PQenterPipelineMode", libpq.enter_pipeline_mode);
  return source.find("PQexecParams", libpq.exec_params) && source.find("PQprepare", libpq.prepare) &&
         source.find("PQsendQuery", libpq.send_query) &&
         source.find("PQsendQueryParams", libpq.send_query_params) &&
         source.find("PQexecPrepared", libpq.exec_prepared) &&
         source.find("PQsendQueryPrepared", libpq.send_query_prepared) &&
         source.find("PQgetResult", libpq.get_result) && source.find("PQcmdStatus", libpq.command_status) &&
         source.find("PQsendPrepare", libpq.send_prepare) && source.find("PQfinish", libpq.finish) &&
         source.find("PQreset", libpq.reset) && source.find("PQresetStart", libpq.reset_start) &&
         source.find("PQtransactionStatus", libpq.transaction_status) &&
         source.find("PQbackendPID", libpq.backend_pid) &&
         source.find("PQclientEncoding", libpq.client_encoding) && source.find("PQhost", libpq.host) &&
         source.find("PQmblen", libpq.character_length) &&
         source.find("PQresultStatus", libpq.result_status) &&
         source.find("PQresultErrorMessage", libpq.error_message) &&
         source.find("PQntuples", libpq.row_count) && source.find("PQgetisnull", libpq.is_null) &&
         source.find("PQgetvalue", libpq.value) && source.find("PQgetlength", libpq.length) &&
         source.find("PQclear", libpq.clear) && source.find("PQcmdTuples", libpq.affected_rows);
}

}  // namespace

const Libpq* Libpqs::called_from(const void* caller) {
  const Source source = source_for(caller);
  auto libpq = std::make_unique<Libpq>();
  if (!source.find("PQexec", libpq->exec) || libpq->exec == &PQexec) return nullptr;
  const auto same = std::ranges::find_if(known_, [&](const auto& each) { return each->exec == libpq->exec; });
  if (same != known_.end()) return same->get();
  if (!fill(source, *libpq)) return nullptr;
  return known_.emplace_back(std::move(libpq)).get();
}

}  // namespace floodwall::preload
