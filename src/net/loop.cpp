#include "net/loop.hpp"

#include <algorithm>

#include "os/thread_signals.hpp"
#include "os/write_signals.hpp"

namespace segmind::net {
namespace {

using std::chrono::milliseconds;

// Small parts of a frame's 16 ms and of the 100 ms within which a cancellation takes effect.
constexpr milliseconds time_for_tasks{2};
constexpr milliseconds time_to_hear{1};
// Bounds the send buffers in use: each call that begins holds one until it has connected and sent its body.
constexpr int most_steps = 16;
// How long due limits wait while data keeps arriving. Time between a pumped client's frames does not count.
constexpr milliseconds longest_hearing{250};
// A part of the 100 ms within which a client ends.
constexpr milliseconds time_for_last_answers{20};
constexpr milliseconds longest_sleep = std::chrono::hours(1);
// Far longer than OpenSSL takes to take itself down.
constexpr milliseconds while_program_ends{100};

// Where a thread of the program's drives the loop, the program's end ends its call, and perhaps the thread. A thread
// that ends gives back what TLS has of it, which must not happen while TLS takes itself down.
struct StandStillWhileResting {
  const std::atomic<bool>& resting;
  ~StandStillWhileResting() {
    if (resting) std::this_thread::sleep_for(while_program_ends);
  }
};

}  // namespace

Loop::Loop(std::unique_ptr<Transport> transport, std::shared_ptr<const net::Clock> clock, Thread thread)
    : clock_(std::move(clock)),
      transport_(std::move(transport)),
      standstill_(clock_->now()),
      own_thread_(thread == Thread::own) {
  rest_at_program_end(*this, Turn::loops);
}

Loop::~Loop() {
  shut_down();
  no_longer_rests_at_program_end(*this);
}

bool Loop::post(Task task) {
  if (!is_in_its_process()) return false;
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  if (own_thread_ && !thread_.joinable()) thread_ = std::thread([this] { run(); });
  tasks_.push_back(std::move(task));
  if (tasks_.size() == 1) transport_->wake();
  return true;
}

void Loop::close() noexcept {
  const std::lock_guard lock(mutex_);
  if (closed_.exchange(true)) return;
  transport_->close();
  transport_->wake();
}

void Loop::shut_down(const Task& last) noexcept {
  close();
  join();
  const os::WriteSignalsBlocked quiet;  // the program's thread hears, and takes leave of, those who may have gone
  const Gate::Pass here(gate_);
  hear(time_for_last_answers);  // may bring the id of a paid job
  while (const Task task = next_task()) run_guarded(task);
  if (last) run_guarded(last);
  transport_->end();
  steps_.clear();
  timers_.clear();
}

// If the loop's thread enters after this, run() returns at once.
void Loop::rest(milliseconds longest) noexcept {
  if (!is_in_its_process() || on_thread()) return;
  resting_ = true;
  close();
  const os::WriteSignalsBlocked quiet;
  {
    const Gate::Pass here(gate_, longest);
    if (!here.is_inside()) return;
    transport_->end();
  }
  join();  // frees the thread's own TLS state
}

void Loop::join() noexcept {
  const std::lock_guard lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void Loop::run() {
  os::block_signals_on_this_thread();
  const Gate::Pass here(gate_);
  while (!resting_ && (!closed_ || has_tasks())) turn_inside(longest_sleep);
}

bool Loop::turn(milliseconds longest) {
  if (own_thread_ || on_thread() || !is_in_its_process()) return false;
  const StandStillWhileResting afterwards{resting_};
  const os::WriteSignalsBlocked quiet;
  const Gate::Pass here(gate_, longest);
  return here.is_inside() ? turn_inside(longest) : !closed_;
}

bool Loop::turn_now() {
  if (own_thread_ || on_thread() || !is_in_its_process()) return false;
  const StandStillWhileResting afterwards{resting_};
  const os::WriteSignalsBlocked quiet;
  const Gate::Pass here(gate_, milliseconds(0));
  if (!here.is_inside() || !turn_inside(milliseconds(0))) return false;
  return has_tasks() || !steps_.empty() || transport_->is_closing();
}

bool Loop::turn_inside(milliseconds longest) noexcept {
  if (!own_thread_ && closed_) return false;
  const TimePoint begin = clock_->now();
  standstill_.driven(begin);
  const bool limits_too = limits_may_run(begin);
  run_tasks();
  timers_.run_due(clock_->now());
  if (limits_too) timers_.run_due_limits(clock_->now());
  if (!closed_) run_steps();
  transport_->turn(wait_at_most(longest));
  limits_waited_ = limits_too ? TimePoint::duration(0) : limits_waited_ + (clock_->now() - begin);
  return true;
}

// Read first: an answer that has arrived may be a paid clip, so it must be taken before a limit or a cancellation ends
// the call.
bool Loop::limits_may_run(TimePoint now) noexcept {
  const bool limit_is_due = timers_.limit_is_due(now);
  if (!limit_is_due && !has_tasks()) return true;
  return hear(time_to_hear) || !limit_is_due || limits_waited_ > longest_hearing;
}

// Reads without waiting; true when nothing is left to read.
bool Loop::hear(milliseconds time) noexcept {
  const TimePoint until = clock_->now() + time;
  bool there_is_more = true;
  while (there_is_more && clock_->now() < until) there_is_more = transport_->turn(milliseconds(0));
  return !there_is_more;
}

void Loop::hear_while(const std::function<bool()>& more, milliseconds longest) noexcept {
  const TimePoint until = clock_->now() + longest;
  while (more() && clock_->now() < until) {
    transport_->turn(std::chrono::ceil<milliseconds>(until - clock_->now()));
  }
}

Task Loop::next_task() noexcept {
  const std::lock_guard lock(mutex_);
  if (tasks_.empty()) return {};
  Task task = std::move(tasks_.front());
  tasks_.pop_front();
  return task;
}

bool Loop::has_tasks() const noexcept {
  const std::lock_guard lock(mutex_);
  return !tasks_.empty();
}

void Loop::run_tasks() noexcept {
  const TimePoint until = clock_->now() + time_for_tasks;
  while (const Task task = next_task()) {
    run_guarded(task);
    if (clock_->now() >= until) return;
  }
}

void Loop::run_steps() noexcept {
  for (int i = 0; i < most_steps && !steps_.empty(); ++i) {
    const Task step = std::move(steps_.front());
    steps_.pop_front();
    run_guarded(step);
  }
}

milliseconds Loop::wait_at_most(milliseconds longest) const noexcept {
  // Check closed_ here: the wake-up of close() may have been consumed together with that of a task.
  if (closed_ || !steps_.empty() || has_tasks()) return milliseconds(0);
  const TimePoint now = clock_->now();
  const auto left = std::chrono::ceil<milliseconds>(timers_.next(now + longest_sleep) - now);
  return std::max(std::min(left, longest), milliseconds(0));
}

}  // namespace segmind::net
