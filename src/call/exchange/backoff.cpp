#include "call/exchange/backoff.hpp"

#include <algorithm>
#include <random>

#include "call/exchange/chance.hpp"
#include "call/lifecycle/durations.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

std::minstd_rand& generator() {
  // One for each client thread: no lock, and a different sequence in each process.
  thread_local std::minstd_rand generator(static_cast<std::minstd_rand::result_type>(random_number()));
  return generator;
}

}  // namespace

milliseconds Backoff::next(std::optional<milliseconds> asked_for) {
  const int doublings = std::min(failures_++, 20);
  const milliseconds most = std::min(bounded(policy_.longest_wait), bounded(policy_.first_wait) * (1 << doublings));
  std::uniform_int_distribution<milliseconds::rep> jitter(0, std::max<milliseconds::rep>(most.count(), 0));
  const milliseconds wait(jitter(generator()));
  // Those that were told the same time spread out behind it, never before it.
  return asked_for ? *asked_for + wait : wait;
}

}  // namespace segmind::call
