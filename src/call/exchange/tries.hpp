#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "call/exchange/backoff.hpp"
#include "call/exchange/verdict.hpp"

namespace segmind::call {

/// How often, and after how long, one thing is tried again.
class Tries {
 public:
  /// Endless: for as long as the call's own limit allows.
  enum class Patience { as_policy, endless };

  Tries(const RetryPolicy& policy, Purpose purpose, Patience patience = Patience::as_policy)
      : attempts_(policy.attempts), purpose_(purpose), patience_(patience), backoff_(policy) {}

  /// Counts a failure. The wait before the next try; nothing when there is none. `asked_for` is what the service asks.
  std::optional<std::chrono::milliseconds> after(Verdict verdict, std::optional<std::chrono::milliseconds> asked_for) {
    ++failures_;
    const bool last = patience_ == Patience::as_policy && failures_ >= attempts_;
    if (verdict == Verdict::permanent || last) return std::nullopt;
    const std::chrono::milliseconds wait = backoff_.next(asked_for);
    return purpose_ == Purpose::payment ? wait : std::min(wait, longest_patience);
  }

  /// Something was achieved: failures are counted from 0 again.
  void forget() noexcept {
    failures_ = 0;
    backoff_.reset();
  }

  int failures() const noexcept { return failures_; }

 private:
  const int attempts_;
  const Purpose purpose_;
  const Patience patience_;
  Backoff backoff_;
  int failures_ = 0;
};

}  // namespace segmind::call
