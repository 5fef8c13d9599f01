#include "net/program_end.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>

#include "os/process.hpp"

namespace segmind::net {
namespace {

// How long exit() waits for callbacks in progress, and then for what is asked of others, such as a journal.
constexpr std::chrono::milliseconds patience{1000};

struct Registered {
  const long process = os::current_process();
  Registered* of_parent = nullptr;
  std::mutex mutex;
  std::condition_variable rested;
  std::set<RestsAtProgramEnd*> loops;
  std::set<RestsAtProgramEnd*> others;
  RestsAtProgramEnd* resting = nullptr;  // no longer in its set
  bool program_has_ended = false;
};

// Never destroyed: static clients may end after this file's statics. A child of fork() gets a new list, because the
// parent's mutex may have been locked at the time of the fork.
Registered& registered() {
  static std::atomic<Registered*> newest{nullptr};
  Registered* known = newest;
  if (known != nullptr && known->process == os::current_process()) return *known;
  auto* const made = new Registered;
  made->of_parent = known;
  if (newest.compare_exchange_strong(known, made)) return *made;
  delete made;
  return *known;
}

// Unlocked while one rests: its thread may be destroying another one.
void rest_each(Registered& all, std::set<RestsAtProgramEnd*>& of_one_turn) noexcept {
  using std::chrono::steady_clock;
  const auto until = steady_clock::now() + patience;
  std::unique_lock lock(all.mutex);
  while (!of_one_turn.empty()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
    all.resting = *of_one_turn.begin();
    of_one_turn.erase(of_one_turn.begin());
    lock.unlock();
    all.resting->rest(std::max(left, std::chrono::milliseconds(0)));
    lock.lock();
    all.resting = nullptr;
    all.rested.notify_all();
  }
}

}  // namespace

void rest_at_program_end(RestsAtProgramEnd& one, RestsAtProgramEnd::Turn turn) {
  Registered& all = registered();
  const std::lock_guard lock(all.mutex);
  if (all.program_has_ended) return one.close();
  (turn == RestsAtProgramEnd::Turn::loops ? all.loops : all.others).insert(&one);
}

void no_longer_rests_at_program_end(RestsAtProgramEnd& one) noexcept {
  Registered& all = registered();
  std::unique_lock lock(all.mutex);
  all.loops.erase(&one);
  all.others.erase(&one);
  all.rested.wait(lock, [&] { return all.resting != &one; });
}

void rest_all() noexcept {
  Registered& all = registered();
  {
    const std::lock_guard lock(all.mutex);
    all.program_has_ended = true;
  }
  rest_each(all, all.loops);
  rest_each(all, all.others);
}

}  // namespace segmind::net
