#pragma once

#include <chrono>
#include <optional>

#include "segmind/client.hpp"

namespace segmind::call {

/// The longest wait before a retry that costs nothing, even when the service asks for longer.
inline constexpr std::chrono::milliseconds longest_patience = std::chrono::minutes(5);

/// Exponential back-off with full jitter, so that clients that failed together do not retry together. Never waits less
/// than the service asks for.
class Backoff {
 public:
  explicit Backoff(const RetryPolicy& policy) : policy_(policy) {}

  /// Counts a failure and returns the wait before the next try.
  std::chrono::milliseconds next(std::optional<std::chrono::milliseconds> asked_for);
  void reset() noexcept { failures_ = 0; }

 private:
  RetryPolicy policy_;
  int failures_ = 0;
};

}  // namespace segmind::call
