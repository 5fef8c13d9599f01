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
  bool seen = false;      ///< From durations that were seen here, not from what was documented.
  bool ask_early = true;  ///< A job may fail within seconds, as those do whose input is refused.
};

/// The durations of the jobs that one client has seen lately. Thread-safe.
class DurationHistory {
 public:
  explicit DurationHistory(Expectation documented) : documented_(documented) {}

  void add(std::chrono::milliseconds duration) noexcept;
  /// A job failed: the next ones are asked for early again.
  void add_failure() noexcept;
  Expectation expectation() const noexcept;

 private:
  static constexpr std::size_t enough = 8;  // fewer say little about the next one

  const Expectation documented_;
  mutable std::mutex mutex_;
  std::array<std::chrono::milliseconds, 64> seen_{};
  std::size_t count_ = 0;
  std::size_t since_failure_ = 0;
};

/// When to ask next for a job of that age: a few questions early on (none once many jobs in a row have completed), one
/// every few seconds while jobs usually end, and fewer and fewer after that. Always later than `age`.
std::chrono::milliseconds next_poll(std::chrono::milliseconds age, const Expectation& expectation) noexcept;

}  // namespace segmind::call
