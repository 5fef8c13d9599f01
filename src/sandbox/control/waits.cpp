#include "sandbox/control/waits.hpp"

#include <iterator>

namespace segmind::sandbox {
namespace {

constexpr std::size_t most_waits = 1000;

}  // namespace

void Waits::add(std::uint64_t server, std::chrono::milliseconds time, Look look, Door::Reply reply) {
  if (auto at_once = look(time.count() <= 0)) return reply(*at_once);
  if (waits_.size() >= most_waits) return reply(error_answer(503, "too many requests wait"));
  waits_.push_back({server, 0, std::move(look), std::move(reply)});
  const auto wait = std::prev(waits_.end());
  wait->timer = loop_.after(time, [this, wait] {
    const auto last = wait->look(true);
    answer(wait, last ? *last : error_answer(500, "the wait has no answer"));
  });
}

void Waits::look() {
  for (auto wait = waits_.begin(); wait != waits_.end();) {
    const auto current = wait++;
    if (const auto answered = current->look(false)) answer(current, *answered);
  }
}

void Waits::end(std::uint64_t server) {
  for (auto wait = waits_.begin(); wait != waits_.end();) {
    const auto current = wait++;
    if (current->server == server) answer(current, error_answer(410, "the server has ended, or started anew"));
  }
}

void Waits::answer(Place wait, const Answer& answer) {
  loop_.cancel(wait->timer);
  const auto reply = std::move(wait->reply);
  waits_.erase(wait);
  reply(answer);
}

}  // namespace segmind::sandbox
