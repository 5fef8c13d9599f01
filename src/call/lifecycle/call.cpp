#include "call/lifecycle/call.hpp"

#include <algorithm>
#include <utility>

#include "call/journal/desk.hpp"
#include "call/lifecycle/cancellation.hpp"
#include "call/lifecycle/durations.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;
using TimePoint = net::Clock::TimePoint;

}  // namespace

Call::Call(std::shared_ptr<Engine> engine, const CallOptions& options, TimeLimit limit)
    : engine_(std::move(engine)),
      timeout_(bounded(options.timeout.value_or(limit.if_unset))),
      connect_timeout_(bounded(options.connect_timeout.value_or(engine_->settings().connect_timeout))),
      retry_(options.retry.value_or(engine_->settings().retry)),
      cancellation_(options.cancellation),
      drain_(options.drain),
      began_(limit.began.value_or(engine_->clock().now())),
      progress_(engine_->loop(), options, began_) {}

void Call::begin() {
  engine_->announce();
  bool posted = false;
  try {
    posted = engine_->loop().post([self = shared_from_this()] { self->run(); });
  } catch (...) {
    engine_->retract();
    throw;
  }
  if (posted) return;
  ended_ = true;
  engine_->retract();
  step_->deliver(engine_->loop().is_in_its_process() ? ended_by_client() : of_another_process());
}

void Call::run() {
  guarded([this] {
    engine_->enter(shared_from_this());
    cancellation_id_ = listen_to(cancellation_, Stop::at_once);
    drain_id_ = listen_to(drain_, Stop::unless_sent);
    if (cancellation_.is_cancelled()) return on_cancelled();
    if (drain_.is_cancelled()) step_->drain();  // calls that never pay go on
    if (ended_) return;
    deadline_ = engine_->loop().at_limit(began_ + timeout_, [this] {
      deadline_.reset();
      on_deadline();
    });
    progress_.begin([this] {
      Error error = cancelled_by_exception("The progress callback");
      progress_.stop();
      fail_soon(std::move(error));
    });
    engine_->loop().in_turn([call = weak_from_this()] {
      const auto self = call.lock();
      if (self && !self->ended_) self->guarded([&] { self->step_->begin(); });
    });
  });
}

std::uint64_t Call::listen_to(const CancellationToken& token, Stop how) {
  auto* state = detail::CancellationState::of(token);
  if (state == nullptr) return 0;
  return state->add([call = weak_from_this(), how] {
    if (const auto self = call.lock()) self->stop(how);
  });
}

void Call::later(milliseconds wait, net::Loop::Task task) {
  pause_ = engine_->loop().at(now() + wait, [this, task = std::move(task)] {
    pause_.reset();
    guarded(task);
  });
}

void Call::wait_then(milliseconds wait, RateLimiter::Kind kind, net::Loop::Task task,
                     std::optional<TimePoint> at_the_latest) {
  TimePoint turn = engine_->limiter().next_turn(kind, now());
  if (at_the_latest) turn = std::min(turn, *at_the_latest);
  progress_.set_next_attempt(std::max(now() + wait, turn));
  progress_.enter(Phase::waiting);
  later(wait, std::move(task));
}

// ClientOptions::requests_per_minute holds for all who share a journal. Where that fails, this client's own turn
// counts.
void Call::take_shared_turn(net::Loop::Task task, std::optional<TimePoint> at_the_latest) {
  const Settings& settings = engine_->settings();
  engine_->journal()->ask<milliseconds>(
      [service = settings.base_url, per_minute = settings.requests_per_minute](
          Journal& journal, const CancellationToken& stop) { return journal.turn(service, per_minute, stop); },
      [call = weak_from_this(), turn = ++turn_, task = std::move(task), at_the_latest](Result<milliseconds> wait) {
        const auto self = call.lock();
        if (!self || self->ended_ || self->turn_ != turn) return;
        const bool goes =
            wait.value_or(milliseconds(0)).count() <= 0 || (at_the_latest && *at_the_latest <= self->now());
        if (goes) return static_cast<void>(self->guarded(task));
        TimePoint next = self->now() + *wait;
        if (at_the_latest) next = std::min(next, *at_the_latest);
        self->progress_.set_next_attempt(next);
        self->progress_.enter(Phase::waiting);
        self->later(std::chrono::ceil<milliseconds>(next - self->now()), [again = self.get(), task, at_the_latest] {
          again->progress_.set_next_attempt(std::nullopt);
          again->take_shared_turn(task, at_the_latest);
        });
      });
}

void Call::take_turn(RateLimiter::Kind kind, net::Loop::Task task, std::optional<TimePoint> at_the_latest) {
  if (engine_->journal() != nullptr && engine_->settings().requests_per_minute > 0) {
    task = [this, task = std::move(task), at_the_latest] { take_shared_turn(task, at_the_latest); };
  }
  if (engine_->limiter().take_now(kind) || (at_the_latest && *at_the_latest <= now())) {
    progress_.set_next_attempt(std::nullopt);
    return task();
  }
  TimePoint next = engine_->limiter().next_turn(kind, now());
  if (at_the_latest) next = std::min(next, *at_the_latest);
  progress_.set_next_attempt(next);
  progress_.enter(Phase::waiting);
  const auto go = [call = weak_from_this(), turn = ++turn_, task = std::move(task)] {
    const auto self = call.lock();
    if (!self || self->ended_ || self->turn_ != turn) return false;
    ++self->turn_;
    self->progress_.set_next_attempt(std::nullopt);
    if (const auto other = std::exchange(self->pause_, std::nullopt)) self->engine_->loop().cancel(*other);
    return self->guarded(task);  // false: ended without sending, so the turn is not used up
  };
  engine_->limiter().line_up(kind, go);
  if (at_the_latest) pause_ = engine_->loop().at(*at_the_latest, go);
}

void Call::set_attempt(int number) noexcept {
  attempts_ = number;
  progress_.set_attempt(number);
}

milliseconds Call::time_to_deadline() const noexcept {
  return std::chrono::duration_cast<milliseconds>(began_ + timeout_ - now());
}

milliseconds Call::until_turn(RateLimiter::Kind kind) const {
  const TimePoint from = now();
  return std::chrono::ceil<milliseconds>(std::max(engine_->limiter().next_turn(kind, from), from) - from);
}

void Call::on_deadline() noexcept {
  Error error;
  error.kind = ErrorKind::timeout;
  try {
    const net::Loop& loop = engine_->loop();
    error = timed_out(timeout_, step_->kind(), progress_.phase(), attempts_,
                      loop.has_thread() ? milliseconds(0) : loop.stood_still_after(began_));
    if (const std::string problem = step_->last_problem(); !problem.empty()) {
      add_sentence(error.message, "The last problem before that: " + problem);
    }
  } catch (...) {
    // Out of memory: the error keeps the words that it has.
  }
  fail(std::move(error));
}

bool Call::has_to_end() const noexcept {
  return failure_ || cancelled_ || drained_ || time_to_deadline() <= milliseconds(0);
}

void Call::end_now() noexcept {
  if (end_if_failing()) return;
  if (cancelled_) return on_cancelled();
  drained_ ? step_->drain() : on_deadline();
}

bool Call::end_if_failing() noexcept {
  const auto failure = std::exchange(failure_, nullptr);
  if (failure) fail(std::move(*failure));
  return failure != nullptr;
}

void Call::stop(Stop how) noexcept {
  (how == Stop::at_once ? cancelled_ : drained_) = true;
  try {
    // Hold the engine: the call may end and release it during post().
    const std::shared_ptr<Engine> engine = engine_;
    engine->loop().post([call = weak_from_this(), how] {
      const auto self = call.lock();
      if (!self || self->ended_) return;
      how == Stop::at_once ? self->on_cancelled() : self->step_->drain();
    });
  } catch (...) {
    // Out of memory: the call goes on until its deadline.
  }
}

void Call::on_cancelled() noexcept {
  if (!ended_ && !ends_in_a_moment([this] { fail(cancelled_by_program()); })) fail(cancelled_by_program());
}

void Call::on_failing() noexcept {
  if (!ended_ && !ends_in_a_moment([this] { end_if_failing(); })) end_if_failing();
}

// Rule 3, never lose a paid clip: the id of a job may be on its way.
bool Call::ends_in_a_moment(net::Loop::Task end) noexcept {
  if (!needs_a_moment()) return false;
  if (moment_) return true;
  try {
    moment_ = engine_->loop().at_limit(now() + a_moment, [this, end = std::move(end)] {
      moment_.reset();
      end();
    });
    return true;
  } catch (...) {
    return false;  // without memory for a timer it ends now
  }
}

void Call::end_by_client() noexcept { fail(ended_by_client()); }

void Call::fail(Error error) noexcept {
  if (ended_) return;
  const auto self = shared_from_this();  // release() may drop the last other owner
  error.charge = std::max(error.charge, step_->charge());
  error.attempts = attempts_;
  error.call = step_->kind();
  release();
  const Secret& key = engine_->settings().key;
  try {
    error.message = key.scrub(std::move(error.message));
    error.request_id = key.scrub(std::move(error.request_id));
  } catch (...) {
    error.message.clear();  // out of memory: better no words than the key
    error.request_id.clear();
  }
  step_->deliver(std::move(error));
}

std::shared_ptr<Call> Call::finish() noexcept {
  if (ended_) return nullptr;
  auto self = shared_from_this();  // release() may drop the last other owner
  progress_.tell_last_bytes();     // so that a progress display ends at 100 %
  release();
  return self;
}

void Call::fail_soon(Error error) noexcept {
  try {
    if (!failure_) failure_ = std::make_unique<Error>(std::move(error));
    engine_->loop().post([self = shared_from_this()] { self->on_failing(); });
  } catch (...) {
    // Out of memory: the exchange's callback returns false, which ends the exchange and with it the call.
  }
}

void Call::release() noexcept {
  ended_ = true;
  progress_.stop();
  step_->stop();
  for (auto* timer : {&deadline_, &pause_, &moment_}) {
    if (*timer) engine_->loop().cancel(**timer);
  }
  if (auto* state = detail::CancellationState::of(cancellation_)) state->remove(cancellation_id_);
  if (auto* state = detail::CancellationState::of(drain_)) state->remove(drain_id_);
  engine_->leave(*this);
  engine_->retract();
}

}  // namespace segmind::call
