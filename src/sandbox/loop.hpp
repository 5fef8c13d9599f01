#pragma once

#include <event2/event.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace segmind::sandbox {

struct EventDeleter {
  void operator()(event* e) const noexcept { event_free(e); }
  void operator()(event_base* b) const noexcept { event_base_free(b); }
};
using EventPtr = std::unique_ptr<event, EventDeleter>;

/// The one thread on which the server lives. libevent's base is made without locks and is touched on this thread alone;
/// other threads hand work in through a queue.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// From another thread: runs the task after all that is posted, and ends the thread; no timer fires after it. The
  /// base lives on for those who free what is theirs. Once; ~Loop does it with nothing to run.
  void stop(const std::function<void()>& last);

  event_base* base() const noexcept { return base_.get(); }

  /// From any thread: runs the task on the loop's thread, soon.
  void post(std::function<void()> task);

  /// From any thread: runs the task on the loop's thread and waits; passes on what it throws.
  void run(const std::function<void()>& task);

  /// On the loop's thread: runs the task once, after the delay. The number is for cancel().
  std::uint64_t after(std::chrono::milliseconds delay, std::function<void()> task);
  void cancel(std::uint64_t timer);

 private:
  struct Timer {
    Loop* loop;
    std::uint64_t number;
    std::function<void()> task;
    EventPtr event;
  };

  void wake() noexcept;
  void run_posted();

  std::unique_ptr<event_base, EventDeleter> base_;
  evutil_socket_t wake_read_ = -1;
  evutil_socket_t wake_write_ = -1;
  EventPtr wake_event_;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Timer>> timers_;
  std::uint64_t next_timer_ = 1;
  std::thread thread_;
};

}  // namespace segmind::sandbox
