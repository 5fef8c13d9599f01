#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "net/clock.hpp"

namespace segmind::net {

/// Bounds the time spent reading answers in one turn to 4 ms. libcurl reads a connection as long as data keeps coming,
/// which would block cancellations and a program's frames.
class Reading {
 public:
  explicit Reading(const Clock& clock) : clock_(clock) {}  // a deque may allocate

  void begin_turn() noexcept { until_.reset(); }
  /// Whether the turn has time for another piece of the answer. False: the exchange must pause; go_on() resumes it.
  /// Throws std::bad_alloc.
  bool has_time_for(std::uint64_t id) {
    if (!is_over()) return true;
    interrupted_.push_back(id);
    return false;
  }
  bool has_interrupted() const noexcept { return !interrupted_.empty(); }
  /// Calls `read_on` with the interrupted exchanges, in order, until the turn's time is over.
  template <typename ReadOn>
  void go_on(ReadOn read_on) noexcept {
    for (std::size_t i = interrupted_.size(); i > 0 && !(until_ && is_over()); --i) {
      const std::uint64_t id = interrupted_.front();
      interrupted_.pop_front();
      read_on(id);
    }
  }

 private:
  static constexpr std::chrono::milliseconds time{4};  // a quarter of a frame

  bool is_over() noexcept {
    const TimePoint now = clock_.now();
    if (!until_) until_ = now + time;
    return now >= *until_;
  }

  const Clock& clock_;
  std::optional<TimePoint> until_;  // set when the turn's first piece arrives
  std::deque<std::uint64_t> interrupted_;
};

}  // namespace segmind::net
