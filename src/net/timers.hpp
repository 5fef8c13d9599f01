#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "net/clock.hpp"

namespace segmind::net {

using Task = std::function<void()>;  ///< Should not throw.

/// Runs a task and ignores what it throws. Tasks throw only when memory is exhausted.
inline void run_guarded(const Task& task) noexcept {
  try {
    task();
  } catch (...) {
  }
}

/// Tasks with a due time. Limits (timeouts) are kept apart: the loop reads arrived data before it runs them. A task
/// that throws runs again a little later: memory may be there by then.
class Timers {
 public:
  using Id = std::pair<TimePoint, std::uint64_t>;

  Id add(TimePoint when, Task task) { return add(timers_, when, std::move(task)); }
  Id add_limit(TimePoint when, Task task) { return add(limits_, when, std::move(task)); }
  void cancel(const Id& id) noexcept {
    if (timers_.erase(id) == 0) limits_.erase(id);
  }
  void clear() noexcept {
    timers_.clear();
    limits_.clear();
  }

  void run_due(TimePoint now) noexcept { run_due(timers_, now); }
  void run_due_limits(TimePoint now) noexcept { run_due(limits_, now); }
  bool limit_is_due(TimePoint now) const noexcept { return !limits_.empty() && limits_.begin()->first.first <= now; }

  /// The earliest due time, or `otherwise` if that is earlier.
  TimePoint next(TimePoint otherwise) const noexcept {
    for (const Tasks* tasks : {&timers_, &limits_}) {
      if (!tasks->empty()) otherwise = std::min(otherwise, tasks->begin()->first.first);
    }
    return otherwise;
  }

 private:
  using Tasks = std::map<Id, Task>;
  static constexpr std::chrono::milliseconds pause_after_throw{100};

  Id add(Tasks& tasks, TimePoint when, Task task) {
    return tasks.emplace(Id(when, ++last_id_), std::move(task)).first->first;
  }
  static void run_due(Tasks& tasks, TimePoint now) noexcept {
    while (!tasks.empty() && tasks.begin()->first.first <= now) {
      Tasks::node_type task = tasks.extract(tasks.begin());
      try {
        task.mapped()();
      } catch (...) {
        task.key().first = now + pause_after_throw;
        tasks.insert(std::move(task));  // which needs no memory
      }
    }
  }

  Tasks timers_;
  Tasks limits_;
  std::uint64_t last_id_ = 0;
};

}  // namespace segmind::net
