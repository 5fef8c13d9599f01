#include "faults/poller.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace segmind::testing {
namespace {

constexpr std::uint64_t wake_tag = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t events_at_once = 256;

int milliseconds_until(std::optional<TimePoint> until) {
  if (!until) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, 60'000));
}

void check(bool good, const char* what) {
  if (!good) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Poller::Poller() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  check(epoll_.is_open(), "epoll_create1");
  check(wake_.is_open(), "eventfd");
  watch(wake_.fd(), 0, EPOLLIN, wake_tag);
}

void Poller::watch(int fd, std::uint32_t before, std::uint32_t wanted, std::uint64_t tag) const {
  if (before == wanted) return;
  epoll_event event{};
  event.events = wanted;
  event.data.u64 = tag;
  const int operation = wanted == 0 ? EPOLL_CTL_DEL : before == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  check(::epoll_ctl(epoll_.fd(), operation, fd, &event) == 0, "epoll_ctl");
}

const std::vector<epoll_event>& Poller::wait(std::optional<TimePoint> until) {
  events_.resize(events_at_once);
  const int count =
      ::epoll_wait(epoll_.fd(), events_.data(), static_cast<int>(events_.size()), milliseconds_until(until));
  check(count >= 0 || errno == EINTR, "epoll_wait");
  events_.resize(static_cast<std::size_t>(std::max(count, 0)));
  const auto woken =
      std::find_if(events_.begin(), events_.end(), [](const epoll_event& event) { return event.data.u64 == wake_tag; });
  if (woken != events_.end()) {
    std::uint64_t count_of_wakes = 0;
    [[maybe_unused]] const ssize_t got = ::read(wake_.fd(), &count_of_wakes, sizeof count_of_wakes);
    events_.erase(woken);
  }
  return events_;
}

void Poller::wake() const noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(wake_.fd(), &one, sizeof one);
}

}  // namespace segmind::testing
