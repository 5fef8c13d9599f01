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
  bool seen = false;      ///< From durations that this client has seen.
  bool ask_early = true;  ///< Poll early: a job whose input is refused fails within seconds.
};

/// The durations of a model's latest jobs, as one client has seen them.
class DurationHistory {
 public:
  void add(std::chrono::milliseconds duration) noexcept;
  /// A job failed: the next ones are polled early again.
  void add_failure() noexcept { since_failure_ = 0; }
  /// `told` until enough durations have been seen.
  Expectation expectation(ExpectedTime told) const noexcept;

 private:
  static constexpr std::size_t enough = 8;  // fewer say little about the next one

  std::array<std::chrono::milliseconds, 64> seen_{};
  std::size_t count_ = 0;
  std::size_t since_failure_ = 0;
};

/// How long a client expects each model's jobs to take. Thread-safe.
class ModelDurations {
 public:
  /// The client's options, which override what a request says.
  ModelDurations(std::optional<std::chrono::milliseconds> earliest, std::optional<std::chrono::milliseconds> latest)
      : earliest_(earliest), latest_(latest) {}

  void add(const std::string& model, std::chrono::milliseconds duration);
  void add_failure(const std::string& model);
  /// `told`: Request::expected_time().
  Expectation expectation(const std::string& model, const std::optional<ExpectedTime>& told) const;

 private:
  ExpectedTime expected(const std::optional<ExpectedTime>& told) const noexcept;

  const std::optional<std::chrono::milliseconds> earliest_;
  const std::optional<std::chrono::milliseconds> latest_;
  mutable std::mutex mutex_;
  std::map<std::string, DurationHistory> models_;
};

/// The age at which to poll a job next, later than `age`: a few polls early (none once many jobs in a row have
/// completed), one every few seconds while jobs usually end, and fewer and fewer afterwards.
std::chrono::milliseconds next_poll(std::chrono::milliseconds age, const Expectation& expectation) noexcept;

}  // namespace segmind::call
