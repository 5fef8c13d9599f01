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

/// The server's one thread. libevent's base has no locks and is used on this thread alone; other threads post work.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// From another thread, once: runs the task after all posted ones and ends the thread; no timer fires afterwards. The
  /// base lives until ~Loop(), so that its users can free what they have. ~Loop() stops where nobody did.
  void stop(const std::function<void()>& last);

  event_base* base() const noexcept { return base_.get(); }

  /// From any thread: runs the task on the loop's thread, soon.
  void post(std::function<void()> task);

  /// From any thread: runs the task on the loop's thread and waits. Throws what the task throws.
  void run(const std::function<void()>& task);

  /// On the loop's thread: runs the task once, after the delay. Returns the number for cancel().
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
