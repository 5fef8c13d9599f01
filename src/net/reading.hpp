#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "net/clock.hpp"

namespace segmind::net {

/// Bounds how long answers are read in one turn. libcurl reads a connection for as long as its sender keeps up: nobody
/// could cancel meanwhile, and a frame would stand still.
class Reading {
 public:
  explicit Reading(const Clock& clock) noexcept : clock_(clock) {}

  void begin_turn() noexcept { until_.reset(); }
  /// Whether the turn has time for another piece. False interrupts the exchange. Throws std::bad_alloc.
  bool has_time_for(std::uint64_t id) {
    if (!is_over()) return true;
    interrupted_.push_back(id);
    return false;
  }
  bool has_interrupted() const noexcept { return !interrupted_.empty(); }
  /// Calls `read_on` with each exchange that was interrupted, in that order, while there is time.
  template <typename ReadOn>
  void go_on(ReadOn read_on) noexcept {
    for (std::size_t i = interrupted_.size(); i > 0 && !(until_ && is_over()); --i) {
      const std::uint64_t id = interrupted_.front();
      interrupted_.pop_front();
      read_on(id);
    }
  }

 private:
  static constexpr std::chrono::milliseconds time{4};  // of a frame, and of the 100 in which a cancellation is heard

  bool is_over() noexcept {
    const TimePoint now = clock_.now();
    if (!until_) until_ = now + time;
    return now >= *until_;
  }

  const Clock& clock_;
  std::optional<TimePoint> until_;  // set by the turn's first piece
  std::deque<std::uint64_t> interrupted_;
};

}  // namespace segmind::net
