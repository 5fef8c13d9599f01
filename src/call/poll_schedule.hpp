#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>

namespace segmind::call {

/// When jobs are expected to end, counted from their submission.
struct Expectation {
  std::chrono::milliseconds earliest{0};
  std::chrono::milliseconds latest{0};
  bool seen = false;  ///< From durations that were seen here, not from what was documented.
};

/// The durations of the jobs that one client has seen lately. Thread-safe.
class DurationHistory {
 public:
  explicit DurationHistory(Expectation documented) : documented_(documented) {}

  void add(std::chrono::milliseconds duration) noexcept;
  Expectation expectation() const noexcept;

 private:
  static constexpr std::size_t enough = 8;  // fewer say little about the next one

  const Expectation documented_;
  mutable std::mutex mutex_;
  std::array<std::chrono::milliseconds, 64> seen_{};
  std::size_t count_ = 0;
};

/// When to ask next for a job of that age: a few questions early on, one every few seconds while jobs usually end, and
/// fewer and fewer after that. Always later than `age`.
std::chrono::milliseconds next_poll(std::chrono::milliseconds age, const Expectation& expectation) noexcept;

}  // namespace segmind::call
