#pragma once

#include <chrono>
#include <optional>

#include "segmind/client.hpp"

namespace segmind::call {

/// What costs nothing is tried again after this time at the latest, even where the service asks for longer.
inline constexpr std::chrono::milliseconds longest_patience = std::chrono::minutes(5);

/// How long to wait before the next try: exponential with full jitter, so that clients that failed together do not come
/// back together; and never shorter than the service asks for.
class Backoff {
 public:
  explicit Backoff(const RetryPolicy& policy) : policy_(policy) {}

  /// The wait before the next try, which counts as one more failure.
  std::chrono::milliseconds next(std::optional<std::chrono::milliseconds> asked_for);
  void reset() noexcept { failures_ = 0; }

 private:
  RetryPolicy policy_;
  int failures_ = 0;
};

}  // namespace segmind::call
