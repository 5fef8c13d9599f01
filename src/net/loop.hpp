#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "net/clock.hpp"
#include "net/gate.hpp"
#include "net/program_end.hpp"
#include "net/standstill.hpp"
#include "net/timers.hpp"
#include "net/transport.hpp"
#include "os/process.hpp"

namespace segmind::net {

/// Runs tasks, timers and a transport in one thread: its own (Thread::own), started by the first post(), or the thread
/// inside turn(). Thread-safe: post(), turn(), turn_now(), close(), shut_down(), rest() and on_thread(). All other
/// functions must run on that thread.
class Loop : private RestsAtProgramEnd {
 public:
  using Clock = std::chrono::steady_clock;
  using Task = net::Task;
  using TransferId = Transport::ExchangeId;
  using TimerId = Timers::Id;

  enum class Thread { own, none };
  /// Throws std::bad_alloc.
  Loop(std::unique_ptr<Transport> transport, std::shared_ptr<const net::Clock> clock, Thread thread);
  ~Loop() override;  ///< As shut_down().
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  const net::Clock& clock() const noexcept { return *clock_; }

  /// Queues a task for the loop's thread. False when the loop is closed, and in a child of fork(). Throws
  /// std::bad_alloc or std::system_error. After false or an exception the task never runs.
  bool post(Task task);
  /// From now on post() returns false and no request leaves.
  void close() noexcept override;
  /// Closes and joins the thread. Then runs the queued tasks and `last` on the caller's thread, and drops every
  /// exchange without telling its listener. Must not be called on the loop's thread.
  void shut_down(const Task& last = {}) noexcept;
  /// For `last` of shut_down(): reads what arrives while `more` returns true, for at most `longest`.
  void hear_while(const std::function<bool()>& more, std::chrono::milliseconds longest) noexcept;
  /// For the program's exit: closes, waits at most `longest` for the thread inside, and closes all connections. Runs no
  /// task; shut_down() may follow. Does nothing on the loop's thread, which never returns from exit().
  void rest(std::chrono::milliseconds longest) noexcept override;

  bool on_thread() const noexcept { return gate_.holds_this_thread(); }
  bool has_thread() const noexcept { return own_thread_; }
  /// False in a child of fork(), which must not use the loop: its sockets and locks are the parent's.
  bool is_in_its_process() const noexcept { return process_ == os::current_process(); }

  /// For Thread::none: waits at most `longest` for work, or for another thread to leave, and does what is due. False
  /// when the loop is closed, has a thread of its own, or is already driven by the calling thread.
  bool turn(std::chrono::milliseconds longest);
  /// As turn(), without waiting. True when work other than socket events is left for the next turn.
  bool turn_now();

  TransferId start(HttpRequest request, Listener& listener) { return transport_->start(std::move(request), listener); }
  void stop(TransferId id) noexcept { transport_->stop(id); }
  void stop_silent(TransferId id) noexcept { transport_->stop_silent(id); }

  /// Queues a costly task, such as the beginning of a call. A turn runs at most 16 of them, so cancellations and
  /// answers do not wait for more. Once the loop is closed, queued tasks do not run.
  void in_turn(Task step) { steps_.push_back(std::move(step)); }
  TimerId at(TimePoint when, Task task) { return timers_.add(when, std::move(task)); }
  /// For a timeout: data that has arrived by then is read before the task runs.
  TimerId at_limit(TimePoint when, Task task) { return timers_.add_limit(when, std::move(task)); }
  void cancel(const TimerId& timer) noexcept { timers_.cancel(timer); }

  /// How much of the latest standstill, see Standstill, came after `begin`.
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
  std::deque<Task> steps_;  // from in_turn()
  Standstill standstill_;
  TimePoint::duration limits_waited_{0};  // how long due limits have waited for arrived data to be read
  Gate gate_;

  const long process_ = os::current_process();
  const bool own_thread_;
  mutable std::mutex mutex_;
  std::deque<Task> tasks_;           // from post()
  std::atomic<bool> closed_{false};  // set under the mutex, so that no task is queued afterwards
  std::atomic<bool> resting_{false};
  std::mutex join_mutex_;
  std::thread thread_;
};

}  // namespace segmind::net
