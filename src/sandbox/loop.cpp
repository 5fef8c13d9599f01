#include "sandbox/loop.hpp"

#include <event2/util.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>
#include <stdexcept>

#include "sandbox/quiet_thread.hpp"

namespace segmind::sandbox {
namespace {

struct ConfigDeleter {
  void operator()(event_config* c) const noexcept { event_config_free(c); }
};

std::unique_ptr<event_base, EventDeleter> make_base() {
  std::unique_ptr<event_config, ConfigDeleter> config(event_config_new());
  if (config) {
    event_config_set_flag(config.get(), EVENT_BASE_FLAG_NOLOCK);
    event_config_set_flag(config.get(), EVENT_BASE_FLAG_PRECISE_TIMER);
  }
  std::unique_ptr<event_base, EventDeleter> base(config ? event_base_new_with_config(config.get()) : nullptr);
  if (!base) throw std::runtime_error("the sandbox could not make its event loop");
  return base;
}

timeval to_timeval(std::chrono::milliseconds delay) {
  const auto ms = delay.count() < 0 ? 0 : delay.count();
  timeval tv{};
  tv.tv_sec = static_cast<decltype(tv.tv_sec)>(ms / 1000);
  tv.tv_usec = static_cast<decltype(tv.tv_usec)>(ms % 1000 * 1000);
  return tv;
}

}  // namespace

Loop::Loop() : base_(make_base()) {
  evutil_socket_t pair[2];
  if (evutil_socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) throw std::runtime_error("the sandbox has no socket left");
  wake_read_ = pair[0];
  wake_write_ = pair[1];
  for (const auto fd : pair) {
    evutil_make_socket_nonblocking(fd);
    evutil_make_socket_closeonexec(fd);
  }
  const auto on_wake = [](evutil_socket_t fd, short, void* self) {
    char drain[256];
    while (::read(fd, drain, sizeof drain) > 0) {
    }
    static_cast<Loop*>(self)->run_posted();
  };
  wake_event_.reset(event_new(base(), wake_read_, EV_READ | EV_PERSIST, on_wake, this));
  event_add(wake_event_.get(), nullptr);
  thread_ = quiet_thread([this] { event_base_dispatch(base()); });
}

void Loop::stop(const std::function<void()>& last) {
  if (!thread_.joinable()) return;
  post([this, &last] {
    last();
    event_base_loopbreak(base());
  });
  thread_.join();
}

Loop::~Loop() {
  stop([] {});
  timers_.clear();
  wake_event_.reset();
  base_.reset();
  evutil_closesocket(wake_read_);
  evutil_closesocket(wake_write_);
}

void Loop::wake() noexcept {
  const char byte = 0;
  // A full buffer has woken the loop already. No SIGPIPE: both ends are open as long as the loop lives.
  [[maybe_unused]] const auto ignored = ::write(wake_write_, &byte, 1);
}

void Loop::post(std::function<void()> task) {
  bool first = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(task));
  }
  if (first) wake();
}

void Loop::run_posted() {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    tasks.swap(posted_);
  }
  for (auto& task : tasks) task();
}

void Loop::run(const std::function<void()>& task) {
  if (std::this_thread::get_id() == thread_.get_id()) return task();
  std::packaged_task<void()> packaged(task);
  auto done = packaged.get_future();
  post([&packaged] { packaged(); });
  done.get();
}

std::uint64_t Loop::after(std::chrono::milliseconds delay, std::function<void()> task) {
  const auto number = next_timer_++;
  auto timer = std::make_unique<Timer>(Timer{this, number, std::move(task), nullptr});
  const auto on_time = [](evutil_socket_t, short, void* arg) {
    const auto* due = static_cast<Timer*>(arg);
    const auto node = due->loop->timers_.extract(due->number);
    node.mapped()->task();
  };
  timer->event.reset(event_new(base(), -1, EV_TIMEOUT, on_time, timer.get()));
  const timeval tv = to_timeval(delay);
  event_add(timer->event.get(), &tv);
  timers_.emplace(number, std::move(timer));
  return number;
}

void Loop::cancel(std::uint64_t timer) { timers_.erase(timer); }

}  // namespace segmind::sandbox
