#pragma once

#include <atomic>
#include <utility>

#include "segmind/function.hpp"

namespace segmind::call {

/// A function of the program's that runs what it is given, where and when it likes.
using Executor = Function<void(Function<void()>)>;

/// Work that is done once, however often it is called, and at the latest when nobody has it any more.
template <typename Work>
class RunsOnce {
 public:
  explicit RunsOnce(Work work) noexcept : work_(std::move(work)) {}
  RunsOnce(RunsOnce&& other) noexcept : work_(std::move(other.work_)), done_(other.done_.exchange(true)) {}
  RunsOnce(const RunsOnce&) = delete;
  RunsOnce& operator=(const RunsOnce&) = delete;
  ~RunsOnce() { (*this)(); }

  void operator()() noexcept {
    if (!done_.exchange(true)) work_();
  }

 private:
  Work work_;
  std::atomic<bool> done_{false};
};

/// Gives work that must not throw to an executor; runs it here where there is none. An executor that fails, or drops
/// its work, must not lose a clip: the work then runs there.
template <typename Work>
void run_on(const Executor& executor, Work work) noexcept {
  RunsOnce<Work> once(std::move(work));
  if (!executor) return;
  try {
    executor(std::move(once));
  } catch (...) {
    // It has run, or runs now.
  }
}

}  // namespace segmind::call
