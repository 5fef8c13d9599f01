#include "call/exchange/rate_limiter.hpp"

#include <algorithm>
#include <utility>

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::minutes window{1};
constexpr milliseconds unasked_pause{2'000};                     // after a 429 that does not say how long
constexpr milliseconds longest_pause = std::chrono::minutes(5);  // then a request tries whether the limit still holds
constexpr milliseconds first_spacing{100};
constexpr milliseconds longest_spacing{12'000};  // 5 requests a minute: the free plan (documented)

}  // namespace

bool RateLimiter::take_now(Kind kind) {
  const Clock::time_point now = loop_.clock().now();
  if (first_waiting(kind) || next_turn(kind, now) > now) return false;
  count(kind, now);
  return true;
}

void RateLimiter::line_up(Kind kind, std::function<bool()> turn) {
  line_of(kind).push_back(std::move(turn));
  serve_later();
}

void RateLimiter::learn(std::optional<milliseconds> retry_after) {
  const Clock::time_point now = loop_.clock().now();
  const bool known = now < closed_until_;  // nothing was sent since the last 429, so this request was sent before it
  closed_until_ = std::max(closed_until_, now + std::min(retry_after.value_or(unasked_pause), longest_pause));
  if (!known) spacing_ = std::clamp(spacing_ * 2, first_spacing, longest_spacing);
}

void RateLimiter::in_order(Clock::time_point left) noexcept {
  if (!outage_.end(left)) return;
  try {
    serve_later();
  } catch (...) {
    // Out of memory for a timer: the one that is set serves the queue later.
  }
}

std::optional<RateLimiter::Kind> RateLimiter::first_waiting(Kind last) const noexcept {
  for (std::size_t kind = 0; kind <= static_cast<std::size_t>(last); ++kind) {
    if (!lines_[kind].empty()) return static_cast<Kind>(kind);
  }
  return std::nullopt;
}

RateLimiter::Clock::time_point RateLimiter::next_turn(Kind kind, Clock::time_point now) {
  while (!taken_.empty() && taken_.front() + window <= now) taken_.pop_front();
  Clock::time_point next = closed_until_;
  if (per_minute_ > 0 && taken_.size() >= static_cast<std::size_t>(per_minute_)) {
    next = std::max(next, taken_.front() + window);
  }
  return kind == Kind::paid ? std::max(next, outage_.next()) : next;
}

void RateLimiter::count(Kind kind, Clock::time_point now) {
  if (per_minute_ > 0) taken_.push_back(now);
  if (kind == Kind::paid) outage_.count(now);
  if (spacing_.count() == 0) return;
  closed_until_ = std::max(closed_until_, now + spacing_);
  spacing_ -= std::max(spacing_ / 8, milliseconds(1));
  if (spacing_ < milliseconds(10)) spacing_ = milliseconds(0);
}

void RateLimiter::serve() {
  while (const std::optional<Kind> kind = first_waiting()) {
    const Clock::time_point now = loop_.clock().now();
    if (next_turn(*kind, now) > now) return serve_later();
    Line& line = line_of(*kind);
    const std::function<bool()> turn = std::move(line.front());
    line.pop_front();
    if (turn()) count(*kind, now);
  }
}

void RateLimiter::serve_later() {
  const std::optional<Kind> kind = first_waiting();
  if (!kind) return;
  const Clock::time_point due = next_turn(*kind, loop_.clock().now());
  if (timer_ && timer_->first <= due) return;
  const net::Loop::TimerId timer = loop_.at(due, [this] {
    timer_.reset();
    serve();
  });
  if (timer_) loop_.cancel(*timer_);
  timer_ = timer;
}

}  // namespace segmind::call
