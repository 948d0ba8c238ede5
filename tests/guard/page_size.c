/* A library that takes a name of another one and goes on to that: what dlsym says depends on who calls it. */
#include <dlfcn.h>

int getpagesize(void) {
  static int depth = 0;
  int (*real)(void);
  int size;
  if (0 < depth) return -1;
  ++depth;
  *(void**)&real = dlsym(RTLD_NEXT, "getpagesize");
  size = real == 0 ? -1 : real();
  --depth;
  return size;
}
