#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "call/exchange/backoff.hpp"
#include "call/exchange/verdict.hpp"

namespace segmind::call {

/// Decides whether, and after what wait, an exchange is retried.
class Tries {
 public:
  /// Endless: until the call's deadline, whatever RetryPolicy::attempts says.
  enum class Patience { as_policy, endless };

  Tries(const RetryPolicy& policy, Purpose purpose, Patience patience = Patience::as_policy)
      : attempts_(policy.attempts), purpose_(purpose), patience_(patience), backoff_(policy) {}

  /// Counts a failure. Returns the wait before the next try; nothing when there is none. `asked_for`: the wait that the
  /// service asks for.
  std::optional<std::chrono::milliseconds> after(Verdict verdict, std::optional<std::chrono::milliseconds> asked_for) {
    ++failures_;
    const bool last = patience_ == Patience::as_policy && failures_ >= attempts_;
    if (verdict == Verdict::permanent || last) return std::nullopt;
    const std::chrono::milliseconds wait = backoff_.next(asked_for);
    return purpose_ == Purpose::payment ? wait : std::min(wait, longest_patience);
  }

  /// Resets the count of failures, after progress.
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
