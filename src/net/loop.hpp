#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/driver.hpp"
#include "net/multis.hpp"
#include "os/process.hpp"
#include "net/transfer.hpp"

namespace segmind::net {

/// Moves bytes for any number of exchanges in one thread: its own, which starts with the first task and sleeps while
/// nothing happens, or whichever calls turn().
///
/// post(), turn(), close(), shut_down() and on_thread() may be called from any thread; all else belongs to the loop's
/// own, which without an own one is the thread that is inside turn().
class Loop {
 public:
  using Clock = std::chrono::steady_clock;
  using Task = std::function<void()>;  ///< Must not throw.
  using TransferId = std::uint64_t;
  using TimerId = std::pair<Clock::time_point, std::uint64_t>;

  /// Throws std::bad_alloc, std::system_error, or std::runtime_error when libcurl cannot start.
  enum class Thread { own, none };
  Loop(Environment environment, Driver::Kind kind, Thread thread);
  ~Loop();  ///< As shut_down().
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs a task on the loop's thread, after those that were posted before. False when the loop was shut down, and in a
  /// child of fork(). Throws std::bad_alloc or std::system_error; then, too, the task will not run.
  bool post(Task task);
  /// From now on no task is taken, and no request leaves. From any thread, its own included.
  void close() noexcept;
  /// Closes, joins the thread, and then is the loop's thread itself: runs the tasks that are waiting and `last`, and
  /// ends every exchange without a word. Not from the loop's thread.
  void shut_down(const Task& last = {}) noexcept;
  bool on_thread() const noexcept;
  bool has_thread() const noexcept { return own_thread_; }
  /// False in a child of fork(): all that is in the loop is the parent's, its sockets and locks included, and nothing
  /// may be done to it but abandoning it.
  bool is_in_its_process() const noexcept { return process_ == os::current_process(); }

  /// For a loop without a thread: does what is due, after waiting for it, or for another thread that is inside, at most
  /// so long. False when there is nothing to drive: it was shut down, has a thread, or is driven by this one.
  bool turn(std::chrono::milliseconds longest);
  /// Likewise, without waiting for anything: where another thread is inside, that one does it. True when in_turn() has
  /// put something off that the next turn would do.
  bool turn_now();

  /// Begins an exchange. The listener must live until on_done() or stop(). Throws as Transfer does.
  TransferId start(HttpRequest request, Listener& listener);
  /// Ends an exchange; its listener hears no more of it. Not from within on_head() or on_body(), which return false for
  /// that.
  void stop(TransferId id) noexcept;
  /// Likewise, when it got no answer in time: its connection may be dead, and others had better not begin there.
  void stop_silent(TransferId id) noexcept;

  /// Runs a task, which must not throw: at once, or, where many have just run, after those that were given here before
  /// and after whatever else is due. For what is costly, such as the beginning of a call. Those that have not run when
  /// the loop is shut down do not run.
  template <typename Step>
  void in_turn(Step step) {
    if (turns_left_ == 0 || !turns_.empty()) return turns_.push_back(std::move(step));
    --turns_left_;
    step();
  }
  TimerId at(Clock::time_point when, Task task);
  /// For what ends something: what has arrived by then goes before it.
  TimerId at_limit(Clock::time_point when, Task task);
  void cancel(const TimerId& timer) noexcept;

  /// How long nobody was inside after `begin`, the last time that this took long.
  std::chrono::milliseconds stood_still_after(Clock::time_point begin) const noexcept;

 private:
  class OnThread;
  using Timers = std::map<TimerId, Task>;

  static constexpr std::chrono::milliseconds time_for_answers{1};  // of a frame

  // Nothing that runs here should throw. For want of memory some of it can; then that alone is lost, and not the
  // others.
  template <typename Step>
  static void guarded(Step&& step) noexcept {
    try {
      step();
    } catch (...) {
    }
  }

  void run();
  bool turn_alone(std::chrono::milliseconds longest);
  bool has_tasks() const;
  bool nobody_waits();
  bool hear(std::chrono::milliseconds time) noexcept;
  bool drive(std::chrono::milliseconds longest) noexcept;
  void read_on() noexcept;
  bool hear_before_limits() noexcept;
  void note_looking() noexcept;
  void settle() noexcept;
  void run_tasks();
  void take_tasks();
  void run_turns();
  static bool is_due(const Timers& timers) noexcept;
  bool a_look_is_due() const noexcept;
  bool a_limit_is_due() const noexcept;
  static void run_due(Timers& timers);
  void run_limits();
  void remove(TransferId id) noexcept;
  void let_nobody_wait(const Multis::Group& group) noexcept;
  void watch_connecting() noexcept;
  void look_again() noexcept;
  void finish_transfers();
  void finish(CURL* handle, CURLcode code);
  void drop_send_buffers() noexcept;
  std::chrono::milliseconds longest_wait() const;

  struct Running {
    std::unique_ptr<Transfer> transfer;
    Multis::Group* group = nullptr;
  };

  // Making a handle and taking it down again costs as much as a fifth of a small exchange.
  static constexpr std::size_t most_spare_handles = 8;

  Easy take_handle();
  void keep_handle(Easy handle) noexcept;

  const Environment environment_;
  HandleMaker handles_{environment_};
  std::unique_ptr<Driver> driver_;
  Multis multis_;
  std::vector<CURLM*> acted_;  // since finish_transfers() looked last
  Reading reading_;
  std::unordered_map<TransferId, Running> transfers_;
  std::vector<TransferId> connecting_;  // or connected, or ended, since look_again()
  std::optional<Clock::time_point> next_look_;
  std::vector<TransferId> sent_;  // whose send buffers are not dropped yet
  std::vector<Easy> spare_handles_;
  std::vector<Task> taken_;  // of tasks_, to be run next, from next_task_ on
  std::size_t next_task_ = 0;
  std::deque<Task> turns_;      // that have been put off
  std::size_t turns_left_ = 0;  // before whatever else is due
  Timers timers_;
  Timers limits_;
  Clock::time_point looked_at_ = Clock::now();
  Clock::time_point stood_still_since_{};           // nobody looked until
  Clock::time_point stood_still_until_{};           // then, and much may have come
  std::optional<Clock::time_point> hearing_since_;  // and limits wait
  std::uint64_t next_id_ = 1;

  const long process_ = os::current_process();
  const bool own_thread_;
  std::mutex turn_mutex_;
  std::condition_variable turn_ended_;
  bool in_turn_ = false;  // some thread is
  mutable std::mutex mutex_;
  std::vector<Task> tasks_;            // as they were posted
  std::atomic<bool> stopping_{false};  // set under the mutex, so that no task comes after it
  std::thread thread_;
  std::atomic<std::thread::id> thread_id_{};
};

}  // namespace segmind::net
