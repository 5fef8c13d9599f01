#include "call/lifecycle/progress_report.hpp"

#include <algorithm>
#include <utility>

#include "call/lifecycle/durations.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_interval{10};

}  // namespace

ProgressReport::ProgressReport(net::Loop& loop, const CallOptions& options, net::Clock::TimePoint began)
    : loop_(loop),
      began_(began),
      interval_(std::max(bounded(options.progress_interval), shortest_interval)),
      on_progress_(options.progress) {
  progress_.phase = Phase::waiting;
}

void ProgressReport::begin(net::Loop::Task on_throw) {
  if (!on_progress_) return;
  on_throw_ = std::move(on_throw);
  ticker_ = loop_.at(loop_.clock().now() + interval_, [this] { tick(); });
}

void ProgressReport::stop() noexcept {
  stopped_ = true;
  if (ticker_) loop_.cancel(*ticker_);
  ticker_.reset();
}

void ProgressReport::enter(Phase phase) noexcept {
  if (progress_.phase == phase && phase != Phase::connecting && phase != Phase::waiting) return;
  progress_.phase = phase;
  tell();
}

void ProgressReport::tell_last_bytes() noexcept {
  if (progress_.bytes != told_bytes_) tell();
}

void ProgressReport::tick() noexcept {
  ticker_.reset();
  tell();
  if (stopped_) return;
  try {
    ticker_ = loop_.at(loop_.clock().now() + interval_, [this] { tick(); });
  } catch (...) {
    // Without memory for a timer only new phases are told: what may be paid for goes on.
  }
}

void ProgressReport::tell() noexcept {
  if (!on_progress_ || stopped_) return;
  const net::Clock::TimePoint now = loop_.clock().now();
  progress_.elapsed = std::chrono::duration_cast<milliseconds>(now - began_);
  progress_.wait = next_attempt_ ? std::max(std::chrono::ceil<milliseconds>(*next_attempt_ - now), milliseconds(0))
                                 : milliseconds(0);
  told_bytes_ = progress_.bytes;
  try {
    on_progress_(progress_);
  } catch (...) {
    if (on_throw_) on_throw_();
  }
}

}  // namespace segmind::call
