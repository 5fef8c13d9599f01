// What a loop does at its time, and what goes before a limit.
#include <algorithm>

#include "net/loop.hpp"

namespace segmind::net {
namespace {

constexpr std::chrono::milliseconds standstill{100};  // longer than any turn should take
constexpr std::chrono::seconds longest_hearing{1};    // of many frames, before limits count again

}  // namespace

Loop::TimerId Loop::at(Clock::time_point when, Task task) {
  const TimerId id(when, next_id_++);
  timers_.emplace(id, std::move(task));
  return id;
}

Loop::TimerId Loop::at_limit(Clock::time_point when, Task task) {
  const TimerId id(when, next_id_++);
  limits_.emplace(id, std::move(task));
  return id;
}

void Loop::cancel(const TimerId& timer) noexcept {
  if (timers_.erase(timer) == 0) limits_.erase(timer);
}

bool Loop::is_due(const Timers& timers) noexcept {
  return !timers.empty() && timers.begin()->first.first <= Clock::now();
}

void Loop::run_due(Timers& timers) {
  const Clock::time_point now = Clock::now();
  while (!timers.empty() && timers.begin()->first.first <= now) {
    const Task task = std::move(timers.begin()->second);
    timers.erase(timers.begin());
    guarded(task);
  }
}

bool Loop::a_look_is_due() const noexcept { return next_look_ && *next_look_ <= Clock::now(); }

bool Loop::a_limit_is_due() const noexcept { return is_due(limits_) || a_look_is_due(); }

// A look costs more than to hear that its connection has been made.
void Loop::run_limits() {
  run_due(limits_);
  if (a_look_is_due()) look_again();
}

std::chrono::milliseconds Loop::longest_wait() const {
  constexpr std::chrono::milliseconds without_timer = std::chrono::hours(1);
  if (!turns_.empty()) return std::chrono::milliseconds(0);
  Clock::time_point next = Clock::now() + without_timer;
  for (const Timers* timers : {&timers_, &limits_}) {
    if (!timers->empty()) next = std::min(next, timers->begin()->first.first);
  }
  if (next_look_) next = std::min(next, *next_look_);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
  return std::clamp(left, std::chrono::milliseconds(0), without_timer);
}

// False: while nobody looked more has come than there is time for at once, and the limits wait for it. In a loop
// without a thread, where nobody may have been inside for long, who cancels waits, too.
bool Loop::hear_before_limits() noexcept {
  const Clock::time_point now = Clock::now();
  note_looking();
  const bool limit_is_due = a_limit_is_due();
  const bool task_is_due = !own_thread_ && has_tasks();
  const bool heard_all = (!limit_is_due && !task_is_due) || hear(time_for_answers);
  if (heard_all || !limit_is_due) {
    hearing_since_.reset();
    return true;
  }
  if (!hearing_since_) hearing_since_ = now;
  // To a loop without a thread every frame is a standstill: it may be given a millisecond of each.
  const Clock::time_point since = own_thread_ ? std::min(stood_still_until_, *hearing_since_) : *hearing_since_;
  return now - since > longest_hearing;
}

void Loop::note_looking() noexcept {
  const Clock::time_point now = Clock::now();
  if (now - looked_at_ > standstill) {
    stood_still_since_ = looked_at_;
    stood_still_until_ = now;
  }
  looked_at_ = now;
}

std::chrono::milliseconds Loop::stood_still_after(Clock::time_point begin) const noexcept {
  const auto length = stood_still_until_ - std::max(stood_still_since_, begin);
  return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(length), std::chrono::milliseconds(0));
}

// Takes what has arrived, as much of it as there is time for; waits for nothing. True when that was all.
bool Loop::hear(std::chrono::milliseconds time) noexcept {
  const Clock::time_point until = Clock::now() + time;
  bool there_is_more = true;
  while (there_is_more && Clock::now() < until) {
    there_is_more = drive(std::chrono::milliseconds(0));
    settle();
  }
  return !there_is_more;
}

}  // namespace segmind::net
