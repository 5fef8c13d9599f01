#include "call/exchange/chance.hpp"

#include <chrono>
#include <random>

namespace segmind::call {

std::uint64_t random_number() noexcept {
  try {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
  } catch (...) {
    // No random device: the clocks' nanoseconds are hard enough to guess.
    return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()) ^
           static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()) << 20;
  }
}

}  // namespace segmind::call
