#pragma once

// The least that a loop over libcurl needs: its multi-socket interface and epoll.

#include <curl/curl.h>
#include <sys/epoll.h>

#include <optional>

#include "measure.hpp"

namespace bench {

class FloorLoop {
 public:
  FloorLoop() {
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &FloorLoop::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &FloorLoop::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  }
  ~FloorLoop() {
    curl_multi_cleanup(multi_);
    ::close(epoll_);
  }
  FloorLoop(const FloorLoop&) = delete;
  FloorLoop& operator=(const FloorLoop&) = delete;

  void add(CURL* easy) { curl_multi_add_handle(multi_, easy); }

  /// Makes turn() return when this descriptor is readable.
  void listen_to(int descriptor) {
    other_ = descriptor;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
  }

  /// Waits at most `longest_ms`. Calls ended(easy, code) for each transfer that has ended, after its removal.
  template <typename Ended>
  void turn(int longest_ms, const Ended& ended) {
    epoll_event ready[64];
    int wait = longest_ms;
    if (due_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - Clock::now()).count();
      wait = static_cast<int>(std::clamp<long long>(left, 0, longest_ms));
    }
    const int count = epoll_wait(epoll_, ready, 64, wait);
    for (int i = 0; i < count; ++i) {
      if (ready[i].data.fd != other_) act(ready[i]);
    }
    if (due_ && *due_ <= Clock::now()) {
      due_.reset();
      curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running_);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      CURL* easy = message->easy_handle;
      const CURLcode code = message->data.result;
      curl_multi_remove_handle(multi_, easy);
      ended(easy, code);
    }
  }

 private:
  void act(const epoll_event& ready) {
    const auto events = ready.events;
    const int what = (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                     (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    curl_multi_socket_action(multi_, ready.data.fd, what, &running_);
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
    auto& loop = *static_cast<FloorLoop*>(self);
    epoll_event event{};
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
    event.data.fd = socket;
    const int how = what == CURL_POLL_REMOVE ? EPOLL_CTL_DEL : known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    epoll_ctl(loop.epoll_, how, socket, &event);
    if (how == EPOLL_CTL_ADD) curl_multi_assign(loop.multi_, socket, self);
    return 0;
  }

  static int on_timer(CURLM*, long ms, void* self) {
    auto& loop = *static_cast<FloorLoop*>(self);
    loop.due_.reset();
    if (ms >= 0) loop.due_ = Clock::now() + std::chrono::milliseconds(ms);
    return 0;
  }

  const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  CURLM* const multi_ = curl_multi_init();
  int other_ = -1;
  std::optional<Clock::time_point> due_;
  int running_ = 0;
};

}  // namespace bench
