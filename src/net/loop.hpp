#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "net/clock.hpp"
#include "net/gate.hpp"
#include "net/standstill.hpp"
#include "net/timers.hpp"
#include "net/transport.hpp"
#include "os/process.hpp"

namespace segmind::net {

/// Runs tasks, timers and a transport in one thread: its own, which starts with the first task and sleeps while nothing
/// happens, or whichever calls turn().
///
/// post(), turn(), turn_now(), close(), shut_down(), rest() and on_thread() may be called from any thread. All else
/// belongs to the loop's own thread; without an own one that is the thread inside turn().
class Loop {
 public:
  using Clock = std::chrono::steady_clock;
  using Task = net::Task;
  using TransferId = Transport::ExchangeId;
  using TimerId = Timers::Id;

  enum class Thread { own, none };
  /// Throws std::bad_alloc.
  Loop(std::unique_ptr<Transport> transport, std::shared_ptr<const net::Clock> clock, Thread thread);
  ~Loop();  ///< As shut_down().
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  const net::Clock& clock() const noexcept { return *clock_; }
  Transport& transport() noexcept { return *transport_; }

  /// Runs a task on the loop's thread, after those that were posted before. False when the loop was closed, and in a
  /// child of fork(). Throws std::bad_alloc or std::system_error; then, too, the task will not run.
  bool post(Task task);
  /// From now on no task is taken, and no request leaves. From any thread, its own included.
  void close() noexcept;
  /// Closes, joins the thread, and then is the loop's thread itself: runs the tasks that are waiting and `last`, and
  /// ends every exchange without a word. Not from the loop's thread.
  void shut_down(const Task& last = {}) noexcept;
  /// For `last` of shut_down(): hears what arrives for as long as `more` says so, and at most so long.
  void hear_while(const std::function<bool()>& more, std::chrono::milliseconds longest) noexcept;
  /// For the program's end: closes, waits for the thread inside at most so long, and gives back all connections. Runs
  /// no task; shut_down() may still come. Does nothing on the loop's thread, which never returns from exit().
  void rest(std::chrono::milliseconds longest) noexcept;

  bool on_thread() const noexcept { return gate_.holds_this_thread(); }
  bool has_thread() const noexcept { return own_thread_; }
  /// False in a child of fork(): the loop is the parent's, its sockets and locks included, and may only be abandoned.
  bool is_in_its_process() const noexcept { return process_ == os::current_process(); }

  /// For a loop without a thread: does what is due, after waiting for it, or for another thread that is inside, at most
  /// so long. False when there is nothing to drive: it was closed, has a thread, or is driven by this one.
  bool turn(std::chrono::milliseconds longest);
  /// Likewise, without waiting. True when the next turn has work that is waiting already, but for what sockets bring.
  bool turn_now();

  TransferId start(HttpRequest request, Listener& listener) { return transport_->start(std::move(request), listener); }
  void stop(TransferId id) noexcept { transport_->stop(id); }
  void stop_silent(TransferId id) noexcept { transport_->stop_silent(id); }

  /// Runs a costly task, such as the beginning of a call, a few in each turn: cancellations and answers wait for no
  /// more than those. Tasks that have not run when the loop is closed do not run.
  void in_turn(Task step) { steps_.push_back(std::move(step)); }
  TimerId at(TimePoint when, Task task) { return timers_.add(when, std::move(task)); }
  /// For a task that ends something: what had arrived by then is heard first.
  TimerId at_limit(TimePoint when, Task task) { return timers_.add_limit(when, std::move(task)); }
  void cancel(const TimerId& timer) noexcept { timers_.cancel(timer); }

  /// How long nobody was inside after `begin`, the last time that this took long.
  std::chrono::milliseconds stood_still_after(TimePoint begin) const noexcept { return standstill_.after(begin); }

 private:
  void run();
  void join() noexcept;
  bool turn_inside(std::chrono::milliseconds longest) noexcept;
  bool limits_may_run(TimePoint now) noexcept;
  bool hear(std::chrono::milliseconds time) noexcept;
  Task next_task() noexcept;
  bool has_tasks() const noexcept;
  void run_tasks() noexcept;
  void run_steps() noexcept;
  std::chrono::milliseconds wait_at_most(std::chrono::milliseconds longest) const noexcept;

  const std::shared_ptr<const net::Clock> clock_;
  const std::unique_ptr<Transport> transport_;
  Timers timers_;
  std::deque<Task> steps_;  // given to in_turn()
  Standstill standstill_;
  TimePoint::duration limits_waited_{0};  // for what has arrived to be heard
  Gate gate_;

  const long process_ = os::current_process();
  const bool own_thread_;
  mutable std::mutex mutex_;
  std::deque<Task> tasks_;           // as they were posted
  std::atomic<bool> closed_{false};  // set under the mutex: no task comes after it
  std::atomic<bool> resting_{false};
  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace segmind::net
