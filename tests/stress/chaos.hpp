#pragma once

#include <random>

#include "segmind/sandbox/server.hpp"

namespace segmind::testing {

using Random = std::mt19937_64;

/// A number from 0 to one less than `count`.
inline std::size_t pick(Random& random, std::size_t count) { return static_cast<std::size_t>(random() % count); }
inline bool chance(Random& random, std::size_t one_in) { return pick(random, one_in) == 0; }

/// Does one thing to the server that a bad day would do.
void disturb(sandbox::Server& server, Random& random);

}  // namespace segmind::testing
