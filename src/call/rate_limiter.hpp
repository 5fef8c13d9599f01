#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>

#include "net/loop.hpp"

namespace segmind::call {

/// Shares one key's rate limit among all requests of a client. Belongs to the loop's thread.
///
/// What asks where a finished clip is goes before all other questions, and questions go before whatever costs money or
/// begins something new: what they ask for is paid already, and the service forgets it after an hour. Among their like,
/// first come, first served.
class RateLimiter {
 public:
  enum class Kind { result, question, other };  ///< In the order in which they go.
  using Clock = net::Loop::Clock;

  /// `per_minute` is 0 for no limit of its own; what a 429 says holds all the same.
  RateLimiter(net::Loop& loop, int per_minute) : loop_(loop), per_minute_(per_minute) {}

  /// Takes a turn now, if there is one and nobody is waiting who goes first.
  bool take_now(Kind kind);
  /// Runs `turn` when its turn has come. It says whether it used it: who has given up in the meantime has not.
  void line_up(Kind kind, std::function<bool()> turn);

  /// When whoever is first may go; a time that is past for at once.
  Clock::time_point next_turn(Clock::time_point now);

  /// The service said 429: nobody goes for that long, and then one after the other. Of several that were under way
  /// together the first one counts.
  void learn(std::optional<std::chrono::milliseconds> retry_after);

 private:
  void count(Clock::time_point now);
  void serve();
  void serve_later();

  net::Loop& loop_;
  const int per_minute_;
  std::deque<Clock::time_point> taken_;  // within the last minute, when there is a limit
  using Line = std::deque<std::function<bool()>>;

  /// Null when nobody waits, of this kind or of one that goes before it.
  Line* first_line(Kind last = Kind::other) noexcept;
  Line& line_of(Kind kind) noexcept { return lines_[static_cast<std::size_t>(kind)]; }

  std::array<Line, 3> lines_;
  Clock::time_point closed_until_{};
  std::chrono::milliseconds spacing_{0};  // learned from 429, forgotten again as requests pass
  bool timer_set_ = false;
};

}  // namespace segmind::call
