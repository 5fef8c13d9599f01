#pragma once

#include <random>

#include "segmind/sandbox/server.hpp"

namespace segmind::testing {

using Random = std::mt19937_64;

/// A random number from 0 to count - 1.
inline std::size_t pick(Random& random, std::size_t count) { return static_cast<std::size_t>(random() % count); }
inline bool chance(Random& random, std::size_t one_in) { return pick(random, one_in) == 0; }

/// Injects a random fault into the server.
void disturb(sandbox::Server& server, Random& random);

}  // namespace segmind::testing
