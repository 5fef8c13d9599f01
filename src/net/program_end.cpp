#include "net/program_end.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>

#include "net/loop.hpp"

namespace segmind::net {
namespace {

constexpr std::chrono::milliseconds patience{1000};  // how long exit() waits for callbacks in progress

struct Loops {
  const long process = os::current_process();
  Loops* of_parent = nullptr;
  std::mutex mutex;
  std::set<Loop*> live;
  bool program_has_ended = false;
};

// Never destroyed: static clients may end after this file's statics. A child of fork() gets a new list, because the
// parent's mutex may have been locked at the time of the fork.
Loops& loops() {
  static std::atomic<Loops*> newest{nullptr};
  Loops* known = newest;
  if (known != nullptr && known->process == os::current_process()) return *known;
  auto* const made = new Loops;
  made->of_parent = known;
  if (newest.compare_exchange_strong(known, made)) return *made;
  delete made;
  return *known;
}

}  // namespace

void rest_at_program_end(Loop& loop) {
  Loops& all = loops();
  const std::lock_guard lock(all.mutex);
  all.live.insert(&loop);
  if (all.program_has_ended) loop.close();
}

void no_longer_rests_at_program_end(Loop& loop) noexcept {
  Loops& all = loops();
  const std::lock_guard lock(all.mutex);
  all.live.erase(&loop);
}

void rest_all_loops() noexcept {
  using std::chrono::steady_clock;
  const auto until = steady_clock::now() + patience;
  Loops& all = loops();
  const std::lock_guard lock(all.mutex);
  all.program_has_ended = true;
  for (Loop* loop : all.live) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
    loop->rest(std::max(left, std::chrono::milliseconds(0)));
  }
}

}  // namespace segmind::net
