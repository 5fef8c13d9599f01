#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>

#include "call/exchange/outage.hpp"
#include "net/loop.hpp"

namespace segmind::call {

/// Shares one key's rate limit among all requests of a client. Belongs to the loop's thread.
///
/// What asks where a finished clip is goes before all other questions, and questions go before what begins something
/// new: what they ask for is paid already, and the service forgets it after an hour. Uploads go before what costs
/// money, which often waits for them. Among their like, first come, first served. What pays is held back by an Outage,
/// too.
class RateLimiter {
 public:
  enum class Kind { result, question, upload, paid };  ///< In the order in which they go.
  using Clock = net::Loop::Clock;

  /// `per_minute` is 0 for no limit of its own; what a 429 says holds all the same.
  RateLimiter(net::Loop& loop, int per_minute, const RetryPolicy& policy)
      : loop_(loop), per_minute_(per_minute), outage_(policy) {}

  /// Takes a turn now, if there is one and nobody is waiting who goes first.
  bool take_now(Kind kind);
  /// Runs `turn` when its turn has come. It says whether it used it: who has given up in the meantime has not.
  void line_up(Kind kind, std::function<bool()> turn);

  /// When whoever is first of that kind may go; a time that is past for at once.
  Clock::time_point next_turn(Kind kind, Clock::time_point now);

  /// The service said 429: nobody goes for that long, and then one after the other. Of several that were under way
  /// together the first one counts.
  void learn(std::optional<std::chrono::milliseconds> retry_after);

  /// What a request that pays was answered: that the service is out of order, or, where it left then, that it works.
  void out_of_order() noexcept { outage_.see(loop_.clock().now()); }
  void in_order(Clock::time_point left) noexcept;

 private:
  void count(Kind kind, Clock::time_point now);
  void serve();
  void serve_later();

  net::Loop& loop_;
  const int per_minute_;
  std::deque<Clock::time_point> taken_;  // within the last minute, when there is a limit
  using Line = std::deque<std::function<bool()>>;

  /// The kind that goes first, up to this one; none when nobody of these waits.
  std::optional<Kind> first_waiting(Kind last = Kind::paid) const noexcept;
  Line& line_of(Kind kind) noexcept { return lines_[static_cast<std::size_t>(kind)]; }

  std::array<Line, 4> lines_;
  Clock::time_point closed_until_{};
  std::chrono::milliseconds spacing_{0};  // learned from 429, forgotten again as requests pass
  Outage outage_;
  std::optional<net::Loop::TimerId> timer_;
};

}  // namespace segmind::call
