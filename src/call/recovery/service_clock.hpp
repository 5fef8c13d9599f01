#pragma once

#include <chrono>
#include <optional>

#include "net/clock.hpp"

namespace segmind::call {

/// The service's clock, by the Date of one of its answers.
class ServiceClock {
 public:
  using TimeOfDay = net::Clock::TimeOfDay;

  /// `date`: of an answer that came just now; nothing where it had none.
  ServiceClock(const net::Clock& clock, std::optional<TimeOfDay> date)
      : is_known_(date.has_value()), now_(date.value_or(clock.time_of_day())), heard_(clock.now()) {}

  /// False: the times are by this machine's clock, which may be off by a time zone.
  bool is_known() const noexcept { return is_known_; }
  TimeOfDay at(net::Clock::TimePoint moment) const noexcept {
    return now_ + std::chrono::duration_cast<TimeOfDay::duration>(moment - heard_);
  }

 private:
  bool is_known_;
  TimeOfDay now_;
  net::Clock::TimePoint heard_;
};

}  // namespace segmind::call
