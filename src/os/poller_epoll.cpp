#include "os/poller.hpp"

#if defined(__linux__)

#  include <poll.h>
#  include <sys/epoll.h>
#  include <sys/eventfd.h>
#  include <unistd.h>

#  include <algorithm>
#  include <array>
#  include <cerrno>
#  include <cstdint>
#  include <system_error>
#  include <vector>

namespace segmind::os {
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

// The cost of a wait does not grow with the number of sockets.
class EpollPoller final : public Poller {
 public:
  EpollPoller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!control(EPOLL_CTL_ADD, wake_.get(), nobody, EPOLLIN)) {
      throw std::system_error(errno, std::generic_category());
    }
  }

  void make_room(std::size_t) override {
    if (place_of_.size() < highest_ + usual_new_sockets) place_of_.resize(highest_ + 2 * usual_new_sockets, nobody);
  }

  bool watch(std::size_t place, Socket socket, Events wanted) override {
    const auto at = static_cast<std::size_t>(socket);
    if (at >= place_of_.size()) place_of_.resize(at + usual_new_sockets, nobody);
    highest_ = std::max(highest_, at);
    const bool known = place_of_[at] == place;
    place_of_[at] = place;
    const std::uint32_t events =
        (wanted.to_read ? std::uint32_t{EPOLLIN} : 0U) | (wanted.to_write ? std::uint32_t{EPOLLOUT} : 0U);
    if (control(known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, place, events)) return true;
    return control(errno == EEXIST ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, place, events);
  }

  // The number of a closed socket may have been given to another place's. Only its current owner may remove it.
  void forget(std::size_t place, Socket socket) noexcept override {
    const auto at = static_cast<std::size_t>(socket);
    if (at >= place_of_.size() || place_of_[at] != place) return;
    place_of_[at] = nobody;
    control(EPOLL_CTL_DEL, socket, nobody, 0);
  }

  std::size_t wait(std::chrono::milliseconds longest, Ready* ready, std::size_t most) noexcept override {
    std::array<epoll_event, 16> events;
    const int room = static_cast<int>(std::min(most, events.size()));
    int count = ::epoll_wait(epoll_.get(), events.data(), room, poll_milliseconds(longest));
    // EINTR, as after SIGSTOP and SIGCONT: read ready sockets now, so that data is seen before its timeout fires.
    if (count < 0) count = ::epoll_wait(epoll_.get(), events.data(), room, 0);
    // The program has closed our descriptors: without a pause each wait would end at once.
    if (count < 0) ::poll(nullptr, 0, poll_milliseconds(std::min(longest, longest_blind_wait)));
    std::size_t written = 0;
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.u64 == nobody) {
        drain_wake();
      } else {
        ready[written++] = {static_cast<std::size_t>(event.data.u64), events_of(event.events)};
      }
    }
    return written;
  }

  void wake() noexcept override {
    const std::uint64_t one = 1;
    // write() fails only when the counter is full; then a wake-up is already pending.
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
  }

 private:
  static constexpr std::size_t usual_new_sockets = 256;  // in one turn of a loop
  static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

  static Events events_of(std::uint32_t events) noexcept {
    return {(events & EPOLLIN) != 0, (events & EPOLLOUT) != 0, (events & (EPOLLERR | EPOLLHUP)) != 0};
  }

  bool control(int what, int socket, std::size_t place, std::uint32_t events) noexcept {
    epoll_event event{};
    event.events = events;
    event.data.u64 = place;
    return ::epoll_ctl(epoll_.get(), what, socket, &event) == 0;
  }

  void drain_wake() const noexcept {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t read = ::read(wake_.get(), &count, sizeof count);
  }

  Descriptor epoll_;
  Descriptor wake_;
  std::vector<std::size_t> place_of_;  // indexed by socket
  std::size_t highest_ = 0;            // highest socket ever watched
};

}  // namespace

std::unique_ptr<Poller> create_epoll_poller() { return std::make_unique<EpollPoller>(); }

}  // namespace segmind::os

#else

namespace segmind::os {

std::unique_ptr<Poller> create_epoll_poller() { return nullptr; }

}  // namespace segmind::os

#endif
