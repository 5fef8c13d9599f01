#include "net/loop.hpp"

#include <algorithm>

#include "os/thread_signals.hpp"

namespace segmind::net {
namespace {

// So many calls begin, and so many send buffers exist, at once: libcurl sends a small body as soon as it is connected.
constexpr std::size_t most_turns_at_once = 16;

constexpr std::size_t most_room_kept = 256;  // for tasks

constexpr std::chrono::milliseconds time_for_reading{10};       // of the 100 in which a cancellation is heard
constexpr std::chrono::milliseconds time_for_tasks{4};          // likewise
constexpr std::chrono::milliseconds time_for_last_answers{20};  // of the 100 in which a client ends

}  // namespace

Loop::Loop(Environment environment, Driver::Kind kind, Thread thread)
    : environment_(std::move(environment)),
      driver_(Driver::create(kind)),
      multis_(*driver_),
      own_thread_(thread == Thread::own) {
  reading_.time = own_thread_ ? time_for_reading : time_for_answers;
  reading_.goes_on = [this] { return nobody_waits(); };
  spare_handles_.reserve(most_spare_handles);
}

/// While it lives, the thread that made it is the loop's own, and no other is inside.
class Loop::OnThread {
 public:
  /// Waits for another thread that is inside.
  explicit OnThread(Loop& loop) : loop_(loop) {
    std::unique_lock lock(loop_.turn_mutex_);
    loop_.turn_ended_.wait(lock, [this] { return !loop_.in_turn_; });
    enter();
  }
  /// Likewise, but at most so long.
  OnThread(Loop& loop, std::chrono::milliseconds longest) : loop_(loop) {
    std::unique_lock lock(loop_.turn_mutex_);
    if (loop_.turn_ended_.wait_for(lock, longest, [this] { return !loop_.in_turn_; })) enter();
  }
  ~OnThread() {
    if (!is_inside_) return;
    loop_.thread_id_ = std::thread::id();
    const std::lock_guard lock(loop_.turn_mutex_);
    loop_.in_turn_ = false;
    loop_.turn_ended_.notify_all();
  }
  OnThread(const OnThread&) = delete;
  OnThread& operator=(const OnThread&) = delete;

  bool is_inside() const noexcept { return is_inside_; }

 private:
  void enter() noexcept {
    is_inside_ = loop_.in_turn_ = true;
    loop_.thread_id_ = std::this_thread::get_id();
  }

  Loop& loop_;
  bool is_inside_ = false;
};

Loop::~Loop() { shut_down(); }

void Loop::close() noexcept {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  driver_->wake();
}

void Loop::shut_down(const Task& last) noexcept {
  close();
  if (thread_.joinable()) thread_.join();
  const OnThread here(*this);
  hear(time_for_last_answers);      // one may be the id of a job, which is paid for
  while (has_tasks()) run_tasks();  // those that nobody has pumped; a loop with a thread has run them there
  if (last) last();
  for (auto& [id, running] : transfers_) multis_.remove(running.transfer->handle(), *running.group);
  transfers_.clear();
  turns_.clear();
  timers_.clear();
  limits_.clear();
}

bool Loop::post(Task task) {
  if (!is_in_its_process()) return false;
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  if (own_thread_ && !thread_.joinable()) {
    thread_ = std::thread([this] { run(); });
    thread_id_ = thread_.get_id();
  }
  tasks_.push_back(std::move(task));
  if (tasks_.size() == 1) driver_->wake();
  return true;
}

bool Loop::on_thread() const noexcept { return thread_id_.load() == std::this_thread::get_id(); }

void Loop::run() {
  os::block_signals_on_this_thread();
  for (;;) {
    run_turns();
    run_tasks();
    run_due(timers_);
    if (hear_before_limits()) run_limits();  // a callback may have kept this thread longer than some limit
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ && tasks_.empty()) return;
      if (!tasks_.empty()) continue;
    }
    drive(longest_wait());
    settle();  // at once: what has arrived goes before whoever cancels, or whatever limit runs out
  }
}

bool Loop::turn(std::chrono::milliseconds longest) {
  if (own_thread_ || on_thread() || !is_in_its_process()) return false;
  const OnThread here(*this, longest);
  return here.is_inside() ? turn_alone(longest) : !stopping_;
}

bool Loop::turn_now() {
  if (own_thread_ || on_thread() || !is_in_its_process()) return false;
  const OnThread here(*this, std::chrono::milliseconds(0));
  return here.is_inside() && turn_alone(std::chrono::milliseconds(0)) && !turns_.empty();
}

bool Loop::turn_alone(std::chrono::milliseconds longest) {
  if (stopping_) return false;
  // What came while nobody was inside goes before the limits that ran out meanwhile, and before who cancels in vain.
  const bool limits_too = hear_before_limits();
  run_turns();
  run_tasks();
  run_due(timers_);
  if (limits_too) run_limits();
  settle();
  const auto wait = has_tasks() ? std::chrono::milliseconds(0) : std::min(longest, longest_wait());
  drive(wait);
  settle();
  return true;
}

// Lets curl act. True: it may have more to do.
bool Loop::drive(std::chrono::milliseconds longest) noexcept {
  reading_.until.reset();
  note_looking();
  read_on();
  bool a_socket_was_ready = false;
  guarded([&] {
    const auto wait = reading_.interrupted.empty() ? longest : std::chrono::milliseconds(0);
    a_socket_was_ready = driver_->turn(wait, acted_);
  });
  return a_socket_was_ready || !reading_.interrupted.empty();
}

bool Loop::has_tasks() const {
  const std::lock_guard lock(mutex_);
  return next_task_ < taken_.size() || !tasks_.empty();
}

// While one exchange is read. To interrupt it for nothing has a price: libcurl copies what it has read already.
bool Loop::nobody_waits() {
  note_looking();
  const bool is_alone = transfers_.size() == 1 && turns_.empty() && !is_due(timers_) && !is_due(limits_);
  return own_thread_ && is_alone && !stopping_ && !has_tasks();
}

// A loop without a thread runs a part of them at a time: a frame may have begun thousands of calls.
void Loop::run_tasks() {
  if (next_task_ == taken_.size()) take_tasks();
  const Clock::time_point until = own_thread_ ? Clock::time_point::max() : Clock::now() + time_for_tasks;
  while (next_task_ < taken_.size()) {
    const Task task = std::move(taken_[next_task_++]);
    guarded(task);
    if (!own_thread_ && Clock::now() >= until) return;
  }
}

void Loop::take_tasks() {
  taken_.clear();
  if (taken_.capacity() > most_room_kept) taken_.shrink_to_fit();
  next_task_ = 0;
  const std::lock_guard lock(mutex_);
  taken_.swap(tasks_);
}

void Loop::run_turns() {
  turns_left_ = most_turns_at_once;
  while (turns_left_ > 0 && !turns_.empty()) {
    --turns_left_;
    const Task task = std::move(turns_.front());
    turns_.pop_front();
    guarded(task);
  }
}

}  // namespace segmind::net
