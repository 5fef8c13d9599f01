#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>

namespace segmind::call {

/// Until when the leases of a client's entries certainly last, by a clock that runs through the machine's sleep: a
/// renewal counts only where it was written before the lease had ended, when nobody could have taken the entry over.
/// Thread-safe.
class Leases {
 public:
  using Time = std::chrono::nanoseconds;  // since boot

  explicit Leases(Time length) : length_(length) {}

  /// The journal was asked for it at `asked` and had written it by `done`.
  void renewed(Time asked, Time done) noexcept {
    const std::lock_guard lock(mutex_);
    if (done > until_) unbroken_since_ = done;
    until_ = asked + length_;
  }

  /// Whether the lease of an entry lasts that was asked for at `asked`.
  bool lasts(Time asked, Time now) const noexcept {
    const std::lock_guard lock(mutex_);
    const Time own = asked + length_;
    return now < (unbroken_since_ <= own ? std::max(own, until_) : own);
  }

 private:
  const Time length_;
  mutable std::mutex mutex_;
  Time until_{0};
  Time unbroken_since_{0};
};

}  // namespace segmind::call
