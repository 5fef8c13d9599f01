#include "net/driver.hpp"

#if defined(__linux__)

#  include <sys/epoll.h>
#  include <sys/eventfd.h>
#  include <unistd.h>

#  include <algorithm>
#  include <array>
#  include <cerrno>
#  include <optional>
#  include <system_error>

namespace segmind::net {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category());
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

// Sockets and timers are told to curl one by one (curl_multi_socket_action), so that a wake-up costs the same however
// many transfers are waiting.
class EpollDriver final : public Driver {
 public:
  explicit EpollDriver(CURLM* multi)
      : multi_(multi), epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wake_.get();
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0) {
      throw std::system_error(errno, std::generic_category());
    }
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &EpollDriver::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &EpollDriver::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  }

  void turn(std::chrono::milliseconds longest) override {
    std::array<epoll_event, 64> ready;
    const int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), wait_time(longest));
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = ready[static_cast<std::size_t>(i)];
      if (event.data.fd == wake_.get()) {
        drain_wake();
      } else {
        act(event.data.fd, flags(event.events));
      }
    }
    if (due_ && *due_ <= Clock::now()) {
      due_.reset();  // before the call: curl may set the next one while it runs
      act(CURL_SOCKET_TIMEOUT, 0);
    }
  }

  void wake() noexcept override {
    const std::uint64_t one = 1;
    // A full counter means that a wake-up is already pending.
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
  }

 private:
  using Clock = std::chrono::steady_clock;

  static int flags(std::uint32_t events) {
    int flags = 0;
    if (events & EPOLLIN) flags |= CURL_CSELECT_IN;
    if (events & EPOLLOUT) flags |= CURL_CSELECT_OUT;
    if (events & (EPOLLERR | EPOLLHUP)) flags |= CURL_CSELECT_ERR;
    return flags;
  }

  int wait_time(std::chrono::milliseconds longest) const {
    constexpr long long most = 3'600'000;
    long long wait = std::clamp<long long>(longest.count(), 0, most);
    if (due_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - Clock::now()).count();
      wait = std::clamp<long long>(left, 0, wait);
    }
    return static_cast<int>(wait);
  }

  void act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
  }

  void drain_wake() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t read = ::read(wake_.get(), &count, sizeof count);
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
    auto& driver = *static_cast<EpollDriver*>(self);
    const int epoll = driver.epoll_.get();
    if (what == CURL_POLL_REMOVE) {
      ::epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
      return 0;
    }
    epoll_event event{};
    event.data.fd = socket;
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (::epoll_ctl(epoll, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event) != 0) {
      // A descriptor can be closed and come back under the same number between two calls.
      const int other = errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
      if (::epoll_ctl(epoll, other, socket, &event) != 0) return -1;
    }
    if (known == nullptr) curl_multi_assign(driver.multi_, socket, self);
    return 0;
  }

  static int on_timer(CURLM*, long timeout_ms, void* self) {
    auto& driver = *static_cast<EpollDriver*>(self);
    driver.due_.reset();
    if (timeout_ms >= 0) driver.due_ = Clock::now() + std::chrono::milliseconds(timeout_ms);
    return 0;
  }

  CURLM* multi_;
  Descriptor epoll_;
  Descriptor wake_;
  std::optional<Clock::time_point> due_;
};

}  // namespace

std::unique_ptr<Driver> create_epoll_driver(CURLM* multi) { return std::make_unique<EpollDriver>(multi); }

}  // namespace segmind::net

#else

namespace segmind::net {

std::unique_ptr<Driver> create_epoll_driver(CURLM*) { return nullptr; }

}  // namespace segmind::net

#endif
