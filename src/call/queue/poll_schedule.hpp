#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "segmind/request.hpp"

namespace segmind::call {

/// When jobs are expected to end, counted from their submission.
struct Expectation {
  std::chrono::milliseconds earliest{0};
  std::chrono::milliseconds latest{0};
  bool seen = false;      ///< From durations that were seen here, not from what was documented.
  bool ask_early = true;  ///< A job may fail within seconds, as those do whose input is refused.
};

/// The durations of the jobs of one model that one client has seen lately.
class DurationHistory {
 public:
  void add(std::chrono::milliseconds duration) noexcept;
  /// A job failed: the next ones are asked for early again.
  void add_failure() noexcept { since_failure_ = 0; }
  /// Until enough have been seen: as `told`.
  Expectation expectation(ExpectedTime told) const noexcept;

 private:
  static constexpr std::size_t enough = 8;  // fewer say little about the next one

  std::array<std::chrono::milliseconds, 64> seen_{};
  std::size_t count_ = 0;
  std::size_t since_failure_ = 0;
};

/// What a client expects of each model. Thread-safe.
class ModelDurations {
 public:
  /// What the client's options say, which counts more than what a request says of itself.
  ModelDurations(std::optional<std::chrono::milliseconds> earliest, std::optional<std::chrono::milliseconds> latest)
      : earliest_(earliest), latest_(latest) {}

  void add(const std::string& model, std::chrono::milliseconds duration);
  void add_failure(const std::string& model);
  /// `told` is what the request says of itself.
  Expectation expectation(const std::string& model, const std::optional<ExpectedTime>& told) const;

 private:
  ExpectedTime expected(const std::optional<ExpectedTime>& told) const noexcept;

  const std::optional<std::chrono::milliseconds> earliest_;
  const std::optional<std::chrono::milliseconds> latest_;
  mutable std::mutex mutex_;
  std::map<std::string, DurationHistory> models_;
};

/// When to ask next for a job of that age: a few questions early on (none once many jobs in a row have completed), one
/// every few seconds while jobs usually end, and fewer and fewer after that. Always later than `age`.
std::chrono::milliseconds next_poll(std::chrono::milliseconds age, const Expectation& expectation) noexcept;

}  // namespace segmind::call
