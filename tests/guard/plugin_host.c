/* A program that knows nothing of Floodwall and loads what talks to PostgreSQL as PHP loads its extensions:
 * bound to its own libraries before all others. plugin_host PLUGIN CONNECTION WAY SQL: as plain_pq. Also
 * looks whether dlopen and dlsym still know who calls them. */
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char** argv) {
  int (*run)(int, char**);
  void* plugin;
  const int size = getpagesize(); /* page_size.c's */
  if (argc < 2) return 2;
  plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (plugin == NULL) fprintf(stderr, "%s\n", dlerror());
  if (plugin == NULL || size != sysconf(_SC_PAGESIZE)) return 3;
  *(void**)&run = dlsym(plugin, "run_plain_pq");
  return run == NULL ? 4 : run(argc - 1, argv + 1);
}
