#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>

#include "call/exchange/outage.hpp"
#include "net/loop.hpp"

namespace segmind::call {

/// Shares one key's rate limit among all requests of a client: by kind, then first come, first served. An Outage holds
/// back paid requests further. Must be used on the loop's thread.
class RateLimiter {
 public:
  /// In the order of priority. Results and questions come first, because they are about paid jobs, which the service
  /// forgets after an hour. Uploads come before paid requests, which often wait for them.
  enum class Kind { result, question, upload, paid };
  using Clock = net::Loop::Clock;

  /// `per_minute` is ClientOptions::requests_per_minute; 0: only 429 answers limit the rate.
  RateLimiter(net::Loop& loop, int per_minute, const RetryPolicy& policy)
      : loop_(loop), per_minute_(per_minute), outage_(policy) {}

  /// Takes a turn now; false when none is free, or a request of higher or equal priority is waiting.
  bool take_now(Kind kind);
  /// Queues `turn` and calls it when its turn comes. It must return whether it used the turn: false when it gave up.
  void line_up(Kind kind, std::function<bool()> turn);

  /// When the first request of that kind may be sent; a time in the past means now.
  Clock::time_point next_turn(Kind kind, Clock::time_point now);

  /// A 429 came: nothing is sent for that long, then requests are spaced out. Of several 429s to requests in flight at
  /// the same time, only the first increases the spacing.
  void learn(std::optional<std::chrono::milliseconds> retry_after);

  /// The answer to a paid request: the service is out of order, or it works (`left`: when that request was sent).
  void out_of_order() noexcept { outage_.see(loop_.clock().now()); }
  void in_order(Clock::time_point left) noexcept;

 private:
  void count(Kind kind, Clock::time_point now);
  void serve();
  void serve_later();

  net::Loop& loop_;
  const int per_minute_;
  std::deque<Clock::time_point> taken_;  // turns of the last minute; empty without a limit
  using Line = std::deque<std::function<bool()>>;

  /// The waiting kind of the highest priority, up to `last`; nothing when none waits.
  std::optional<Kind> first_waiting(Kind last = Kind::paid) const noexcept;
  Line& line_of(Kind kind) noexcept { return lines_[static_cast<std::size_t>(kind)]; }

  std::array<Line, 4> lines_;
  Clock::time_point closed_until_{};
  std::chrono::milliseconds spacing_{0};  // grows with each 429, shrinks with each request
  Outage outage_;
  std::optional<net::Loop::TimerId> timer_;
};

}  // namespace segmind::call
