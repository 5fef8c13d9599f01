#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "faults/byte_fault.hpp"
#include "faults/poller.hpp"
#include "faults/socket.hpp"

namespace segmind::testing {

/// How bytes are cut into writes.
struct Shape {
  std::size_t split_bytes = 0;
  std::chrono::milliseconds split_pause{0};
  std::chrono::milliseconds merge_window{0};
};

/// One direction of a connection: the bytes that came from one peer and are not passed on yet, and what holds them.
class Channel {
 public:
  enum class SourceEnd { none, fin, reset };

  explicit Channel(Direction direction) noexcept : direction_(direction) {}

  Direction direction() const noexcept { return direction_; }

  bool wants_input() const noexcept;
  void take(Socket& from, const Shape& shape, TimePoint now);

  /// What is to be passed on next; at most one write's worth.
  std::string_view next(const Shape& shape) const noexcept;
  bool has_pending() const noexcept { return head_ < pending_.size(); }
  void passed_on(std::size_t bytes, const Shape& shape, TimePoint now);

  /// From now on what comes is read and dropped.
  void discard() noexcept;

  SourceEnd source_end() const noexcept { return source_end_; }
  void source_was_reset() noexcept { source_end_ = SourceEnd::reset; }

  /// Nothing may be passed on before this time.
  void hold_until(TimePoint time) noexcept { held_until_ = time; }
  std::optional<TimePoint> held(TimePoint now) const noexcept;
  void stall() noexcept { stalled_ = true; }
  bool is_stalled() const noexcept { return stalled_; }
  void resume() noexcept;

  bool blocked = false;   ///< The destination takes no more at present.
  bool finished = false;  ///< The end has been passed on too.

 private:
  std::size_t size() const noexcept { return pending_.size() - head_; }

  Direction direction_;
  std::string pending_;
  std::size_t head_ = 0;
  SourceEnd source_end_ = SourceEnd::none;
  std::optional<TimePoint> held_until_;
  std::optional<TimePoint> merged_until_;
  bool stalled_ = false;
  bool discarding_ = false;
};

}  // namespace segmind::testing
