#include "faults/endpoint.hpp"

#include <array>

namespace segmind::testing {
namespace {

constexpr std::chrono::seconds longest_wait_for_reset{2};
constexpr std::chrono::milliseconds reset_check{1};

}  // namespace

void Endpoint::close() noexcept {
  socket_.close();
  watched_ = 0;
  wake_at_.reset();
}

void Endpoint::close_with_reset() noexcept {
  socket_.reset();
  watched_ = 0;
  wake_at_.reset();
}

void Endpoint::note(std::uint32_t events) noexcept {
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) has_left_ = true;
}

void Endpoint::watch(bool input, bool output) {
  if (!is_open()) return;
  std::uint32_t wanted = has_left_ ? 0U : static_cast<std::uint32_t>(EPOLLRDHUP);
  if (ending_ == Ending::resetting) wanted = 0;
  if (ending_ == Ending::draining) input = true;
  if (input) wanted |= EPOLLIN;
  if (output) wanted |= EPOLLOUT;
  // A reset is always reported. Told once it is enough: level-triggered, a peer that has gone is reported without end.
  if (wanted == 0) wanted = EPOLLET;
  poller_.watch(socket_.fd(), watched_, wanted, tag_);
  watched_ = wanted;
}

void Endpoint::begin_fin() noexcept {
  if (!is_open() || is_ending()) return;
  ending_ = Ending::draining;
  socket_.send_fin();
}

void Endpoint::begin_reset(TimePoint now) noexcept {
  if (!is_open() || is_ending()) return;
  ending_ = Ending::resetting;
  reset_deadline_ = now + longest_wait_for_reset;
  wake_at_ = now;
}

std::size_t Endpoint::progress(TimePoint now) noexcept {
  if (!is_open()) return 0;
  if (ending_ == Ending::draining) drain();
  if (ending_ != Ending::resetting) return 0;
  const std::size_t unsent = socket_.unsent();
  if (unsent > 0 && now < reset_deadline_) {
    wake_at_ = now + reset_check;
    return 0;
  }
  close_with_reset();
  return unsent;
}

void Endpoint::drain() noexcept {
  std::array<char, 64 * 1024> dropped;
  const Moved moved = socket_.receive(dropped.data(), dropped.size());
  if (moved.state == Moved::State::ended || moved.state == Moved::State::failed) close();
}

}  // namespace segmind::testing
