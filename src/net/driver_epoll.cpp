#include "net/driver.hpp"

#if defined(__linux__)

#  include <sys/epoll.h>
#  include <sys/eventfd.h>
#  include <unistd.h>

#  include <algorithm>
#  include <array>
#  include <cerrno>
#  include <set>
#  include <system_error>
#  include <unordered_map>
#  include <utility>

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

// Passes single sockets and timers to curl_multi_socket_action, so the cost of a wake-up does not grow with the number
// of waiting transfers.
class EpollDriver final : public Driver {
 public:
  EpollDriver() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = wake_.get();
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event) != 0) {
      throw std::system_error(errno, std::generic_category());
    }
  }

  void attach(CURLM* multi) override {
    auto made = std::make_unique<Attached>(Attached{this, multi, {}, {}});
    made->timer = Timers{{Clock::time_point(), made.get()}}.extract({Clock::time_point(), made.get()});
    Attached* self = made.get();
    attached_.emplace(multi, std::move(made));
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &EpollDriver::on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, self);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &EpollDriver::on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, self);
  }

  void detach(CURLM* multi) noexcept override {
    const auto place = attached_.find(multi);
    if (place == attached_.end()) return;
    // curl no longer reports the sockets that it closes; epoll drops closed sockets by itself.
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, static_cast<curl_socket_callback>(nullptr));
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, static_cast<curl_multi_timer_callback>(nullptr));
    forget_timer(*place->second);
    for (Attached*& owner : owners_) {
      if (owner == place->second.get()) owner = nullptr;
    }
    attached_.erase(place);
  }

  bool takes_many() const noexcept override { return true; }

  bool turn(std::chrono::milliseconds longest, std::vector<CURLM*>& acted) override {
    std::array<epoll_event, 16> ready;  // few: a TLS handshake takes a millisecond, and a cancellation must not wait
    // Allocate before curl runs: when a callback of ours returns an error, curl fails every transfer of the handle.
    acted.reserve(acted.size() + ready.size() + attached_.size());
    if (owners_.size() < highest_ + usual_new_sockets) owners_.resize(highest_ + 2 * usual_new_sockets, nullptr);
    int count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), wait_time(longest));
    // EINTR, as after SIGSTOP and SIGCONT: read ready sockets now, so that data is seen before its timeout fires.
    if (count < 0) count = ::epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), 0);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = ready[static_cast<std::size_t>(i)];
      if (event.data.fd == wake_.get()) {
        drain_wake();
      } else if (Attached* owner = owners_[static_cast<std::size_t>(event.data.fd)]) {
        act(*owner, event.data.fd, flags(event.events), acted);
      }
    }
    const Clock::time_point now = Clock::now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
      Attached& due = *timers_.begin()->second;
      due.timer = timers_.extract(timers_.begin());  // first: curl may set its next timer during the call
      act(due, CURL_SOCKET_TIMEOUT, 0, acted);
    }
    return count > 0;
  }

  void wake() noexcept override {
    const std::uint64_t one = 1;
    // write() fails only when the counter is full; then a wake-up is already pending.
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t usual_new_sockets = 256;  // in one turn

  struct Attached;
  using Timers = std::set<std::pair<Clock::time_point, Attached*>>;
  struct Attached {
    EpollDriver* driver;
    CURLM* multi;
    Timers::node_type timer;  // spare while no timer is set: on_timer() must not fail for lack of memory
    Clock::time_point due{};
  };

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
    if (!timers_.empty()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - Clock::now()).count();
      wait = std::clamp<long long>(left, 0, wait);
    }
    return static_cast<int>(wait);
  }

  static void act(const Attached& attached, curl_socket_t socket, int events, std::vector<CURLM*>& acted) {
    int running = 0;
    curl_multi_socket_action(attached.multi, socket, events, &running);
    if (acted.empty() || acted.back() != attached.multi) acted.push_back(attached.multi);
  }

  void drain_wake() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t read = ::read(wake_.get(), &count, sizeof count);
  }

  void forget_timer(Attached& attached) noexcept {
    if (attached.timer) return;
    attached.timer = timers_.extract({attached.due, &attached});
  }

  // Another multi handle may reuse the number of a closed descriptor before the first multi handle reports the removal.
  // So only the current owner may remove it.
  bool own(curl_socket_t socket, Attached& self, bool remove) {
    const auto place = static_cast<std::size_t>(socket);
    if (place >= owners_.size()) owners_.resize(place + usual_new_sockets, nullptr);
    highest_ = std::max(highest_, place);
    if (remove && owners_[place] != &self) return false;
    owners_[place] = remove ? nullptr : &self;
    return true;
  }

  int watch(Attached& self, curl_socket_t socket, int what, bool known) {
    if (!own(socket, self, what == CURL_POLL_REMOVE)) return 0;
    if (what == CURL_POLL_REMOVE) {
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, socket, nullptr);
      return 0;
    }
    epoll_event event{};
    event.data.fd = socket;
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (::epoll_ctl(epoll_.get(), known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) == 0) return 0;
    const int other = errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    return ::epoll_ctl(epoll_.get(), other, socket, &event) == 0 ? 0 : -1;
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) noexcept {
    if (socket < 0) return 0;  // the connection is already closed
    auto& attached = *static_cast<Attached*>(self);
    try {
      if (attached.driver->watch(attached, socket, what, known != nullptr) != 0) return -1;
    } catch (...) {
      return -1;
    }
    if (known == nullptr && what != CURL_POLL_REMOVE) curl_multi_assign(attached.multi, socket, self);
    return 0;
  }

  static int on_timer(CURLM*, long timeout_ms, void* self) noexcept {
    auto& attached = *static_cast<Attached*>(self);
    EpollDriver& driver = *attached.driver;
    driver.forget_timer(attached);
    if (timeout_ms < 0) return 0;
    attached.due = Clock::now() + std::chrono::milliseconds(timeout_ms);
    attached.timer.value() = {attached.due, &attached};
    driver.timers_.insert(std::move(attached.timer));
    return 0;
  }

  Descriptor epoll_;
  Descriptor wake_;
  std::unordered_map<CURLM*, std::unique_ptr<Attached>> attached_;
  Timers timers_;
  std::vector<Attached*> owners_;  // indexed by descriptor
  std::size_t highest_ = 0;        // highest descriptor ever watched
};

}  // namespace

std::unique_ptr<Driver> create_epoll_driver() { return std::make_unique<EpollDriver>(); }

}  // namespace segmind::net

#else

namespace segmind::net {

std::unique_ptr<Driver> create_epoll_driver() { return nullptr; }

}  // namespace segmind::net

#endif
