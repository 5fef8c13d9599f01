#pragma once

#include <chrono>
#include <list>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "sandbox/control/door.hpp"

namespace segmind::sandbox {

/// Requests that are answered when something has happened, or at the latest after their time. On the loop's thread.
class Waits {
 public:
  /// Looks whether it has happened. Must answer when the time is up.
  using Look = std::function<std::optional<Answer>(bool time_is_up)>;

  explicit Waits(Loop& loop) : loop_(loop) {}

  static constexpr std::chrono::milliseconds longest{60'000};

  /// `server`: the number of the server that the wait is for.
  void add(std::uint64_t server, std::chrono::milliseconds time, Look look, Door::Reply reply);

  /// Something may have happened.
  void look();

  /// The server has ended: so do its waits.
  void end(std::uint64_t server);

 private:
  struct Wait {
    std::uint64_t server;
    std::uint64_t timer;
    Look look;
    Door::Reply reply;
  };
  using Place = std::list<Wait>::iterator;

  void answer(Place wait, const Answer& answer);

  Loop& loop_;
  std::list<Wait> waits_;
};

}  // namespace segmind::sandbox
