#include "faults/channel.hpp"

#include <algorithm>
#include <array>

namespace segmind::testing {
namespace {

// Enough that a fault rarely makes the sender wait, little enough that a stall is soon felt by one that sends much.
constexpr std::size_t capacity = 256 * 1024;

}  // namespace

bool Channel::wants_input() const noexcept {
  return source_end_ == SourceEnd::none && (discarding_ || size() < capacity);
}

void Channel::take(Socket& from, const Shape& shape, TimePoint now) {
  std::array<char, 64 * 1024> buffer;
  const std::size_t room = discarding_ ? buffer.size() : std::min(buffer.size(), capacity - size());
  const Moved moved = from.receive(buffer.data(), room);
  switch (moved.state) {
    case Moved::State::none_now: return;
    case Moved::State::ended: source_end_ = SourceEnd::fin; break;
    case Moved::State::failed: source_end_ = SourceEnd::reset; break;
    case Moved::State::some:
      if (discarding_) return;
      if (!has_pending() && shape.merge_window.count() > 0) merged_until_ = now + shape.merge_window;
      pending_.append(buffer.data(), moved.bytes);
  }
  if (source_end_ != SourceEnd::none || size() == capacity) merged_until_.reset();
}

std::string_view Channel::next(const Shape& shape) const noexcept {
  const std::string_view all = std::string_view(pending_).substr(head_);
  return shape.split_bytes == 0 ? all : all.substr(0, shape.split_bytes);
}

void Channel::passed_on(std::size_t bytes, const Shape& shape, TimePoint now) {
  head_ += bytes;
  if (!has_pending()) {
    pending_.clear();
    head_ = 0;
  } else if (head_ >= capacity) {
    pending_.erase(0, head_);
    head_ = 0;
  }
  if (shape.split_bytes > 0 && shape.split_pause.count() > 0) held_until_ = now + shape.split_pause;
}

void Channel::discard() noexcept {
  pending_.clear();
  head_ = 0;
  discarding_ = true;
  held_until_.reset();
  merged_until_.reset();
  blocked = false;
}

std::optional<TimePoint> Channel::held(TimePoint now) const noexcept {
  if (held_until_ && *held_until_ > now) return held_until_;
  if (merged_until_ && *merged_until_ > now) return merged_until_;
  return std::nullopt;
}

void Channel::resume() noexcept {
  stalled_ = false;
  held_until_.reset();
}

}  // namespace segmind::testing
