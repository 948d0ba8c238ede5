#pragma once
#include <algorithm>
#include <ctime>
#include <limits>

namespace floodwall {

/// What `work` costs the processor, in seconds: the least of `rounds`. However busy the machine is, that is
/// about the same.
template <class Work>
double cpu_seconds(const Work& work, int rounds = 1) {
  double least = std::numeric_limits<double>::max();
  for (int i = 0; i < rounds; ++i) {
    const std::clock_t begin = std::clock();
    work();
    least = std::min(least, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  return least;
}

}  // namespace floodwall
