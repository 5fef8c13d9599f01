#include "call/exchange/backoff.hpp"

#include <algorithm>
#include <random>

#include "call/exchange/chance.hpp"
#include "call/lifecycle/durations.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

std::minstd_rand& generator() {
  // One for each thread, so no lock is needed. Seeded randomly, so processes differ.
  thread_local std::minstd_rand generator(static_cast<std::minstd_rand::result_type>(random_number()));
  return generator;
}

}  // namespace

milliseconds Backoff::next(std::optional<milliseconds> asked_for) {
  const int doublings = std::min(failures_++, 20);
  const milliseconds most = std::min(bounded(policy_.longest_wait), bounded(policy_.first_wait) * (1 << doublings));
  std::uniform_int_distribution<milliseconds::rep> jitter(0, std::max<milliseconds::rep>(most.count(), 0));
  const milliseconds wait(jitter(generator()));
  // Add the jitter: clients that were told the same time must spread out behind it.
  return asked_for ? *asked_for + wait : wait;
}

}  // namespace segmind::call
