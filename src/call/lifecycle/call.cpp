#include "call/lifecycle/call.hpp"

#include <algorithm>
#include <utility>

#include "call/lifecycle/cancellation.hpp"
#include "call/lifecycle/durations.hpp"

namespace segmind::call {
namespace {

using Clock = net::Loop::Clock;
using std::chrono::milliseconds;

}  // namespace

Call::Call(std::shared_ptr<Engine> engine, const CallOptions& options, milliseconds default_timeout,
           Clock::time_point began)
    : engine_(std::move(engine)),
      timeout_(bounded(options.timeout.value_or(default_timeout))),
      connect_timeout_(bounded(options.connect_timeout.value_or(engine_->settings().connect_timeout))),
      interval_(std::max(bounded(options.progress_interval), milliseconds(10))),
      retry_(options.retry.value_or(engine_->settings().retry)),
      token_(options.cancellation),
      on_progress_(options.progress),
      began_(began) {
  progress_.phase = Phase::waiting;
}

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
  deliver_error(engine_->loop().is_in_its_process() ? cancelled("The client was destroyed before the call began.")
                                                    : of_another_process());
}

void Call::run() {
  try {
    engine_->enter(shared_from_this());
    if (auto* state = detail::CancellationState::of(token_)) {
      token_id_ = state->add([call = weak_from_this()] {
        if (const auto self = call.lock()) self->stop(Stop::at_once);
      });
      if (token_.is_cancelled()) return on_cancelled();
    }
    deadline_ = engine_->loop().at_limit(began_ + timeout_, [this] {
      deadline_.reset();
      on_deadline();
    });
    if (on_progress_) ticker_ = engine_->loop().at(Clock::now() + interval_, [this] { tick(); });
    engine_->loop().in_turn([call = weak_from_this()] {
      if (const auto self = call.lock()) self->start_unless_ended();
    });
  } catch (...) {
    fail(error_of_current_exception());
  }
}

void Call::start_unless_ended() noexcept {
  if (ended_) return;
  try {
    start();
  } catch (...) {
    fail(error_of_current_exception());
  }
}

void Call::tick() noexcept {
  ticker_.reset();
  report();
  guarded([this] { ticker_ = engine_->loop().at(Clock::now() + interval_, [this] { tick(); }); });
}

void Call::enter_phase(Phase phase) noexcept {
  if (progress_.phase == phase && phase != Phase::connecting && phase != Phase::waiting) return;
  progress_.phase = phase;
  report();
}

void Call::later(milliseconds wait, net::Loop::Task step) {
  pause_ = engine_->loop().at(Clock::now() + wait, [this, step = std::move(step)] {
    pause_.reset();
    guarded(step);
  });
}

void Call::wait_then(milliseconds wait, RateLimiter::Kind kind, net::Loop::Task step,
                     std::optional<Clock::time_point> at_the_latest) {
  const Clock::time_point now = Clock::now();
  Clock::time_point turn = engine_->limiter().next_turn(kind, now);
  if (at_the_latest) turn = std::min(turn, *at_the_latest);
  next_attempt_ = std::max(now + wait, turn);
  enter_phase(Phase::waiting);
  later(wait, std::move(step));
}

void Call::take_turn(RateLimiter::Kind kind, net::Loop::Task step, std::optional<Clock::time_point> at_the_latest) {
  const Clock::time_point now = Clock::now();
  if (engine_->limiter().take_now(kind) || (at_the_latest && *at_the_latest <= now)) {
    next_attempt_.reset();
    return step();
  }
  next_attempt_ = engine_->limiter().next_turn(kind, now);
  if (at_the_latest) next_attempt_ = std::min(*next_attempt_, *at_the_latest);
  enter_phase(Phase::waiting);
  const auto go = [call = weak_from_this(), turn = ++turn_, step = std::move(step)] {
    const auto self = call.lock();
    if (!self || self->ended_ || self->turn_ != turn) return false;
    ++self->turn_;
    self->next_attempt_.reset();
    if (const auto other = std::exchange(self->pause_, std::nullopt)) self->engine_->loop().cancel(*other);
    return self->guarded(step);  // which may find that it has come too late, and send nothing
  };
  engine_->limiter().line_up(kind, go);
  if (at_the_latest) pause_ = engine_->loop().at(*at_the_latest, go);
}

milliseconds Call::time_to_deadline() const noexcept {
  return std::chrono::duration_cast<milliseconds>(began_ + timeout_ - Clock::now());
}

milliseconds Call::until_turn(RateLimiter::Kind kind) const {
  const Clock::time_point now = Clock::now();
  return std::chrono::ceil<milliseconds>(std::max(engine_->limiter().next_turn(kind, now), now) - now);
}

bool Call::leaves_time_for(milliseconds wait) const noexcept { return wait < time_to_deadline(); }

void Call::report() noexcept {
  if (!on_progress_ || ended_) return;
  const Clock::time_point now = Clock::now();
  progress_.elapsed = std::chrono::duration_cast<milliseconds>(now - began_);
  progress_.wait = next_attempt_ ? std::max(std::chrono::ceil<milliseconds>(*next_attempt_ - now), milliseconds(0))
                                 : milliseconds(0);
  told_bytes_ = progress_.bytes;
  try {
    on_progress_(progress_);
  } catch (...) {
    const Error cause = error_of_current_exception();
    fail_soon(cancelled("The progress callback threw an exception:", &cause));
  }
}

void Call::on_deadline() noexcept {
  Error error;
  error.kind = ErrorKind::timeout;
  try {
    const net::Loop& loop = engine_->loop();
    error =
        timed_out(timeout_, phase(), attempts_, loop.has_thread() ? milliseconds(0) : loop.stood_still_after(began_));
    if (const std::string problem = last_problem(); !problem.empty()) {
      add_sentence(error.message, "What had gone wrong before: " + problem);
    }
  } catch (...) {
    // An error with fewer words is better than none.
  }
  fail(std::move(error));
}

bool Call::has_to_end() const noexcept {
  return failure_ || cancelled_ || drained_ || time_to_deadline() <= milliseconds(0);
}

void Call::end_now() noexcept {
  if (const auto failure = std::exchange(failure_, nullptr)) return fail(std::move(*failure));
  if (cancelled_) return on_cancelled();
  drained_ ? on_drained() : on_deadline();
}

void Call::stop(Stop how) noexcept {
  (how == Stop::at_once ? cancelled_ : drained_) = true;
  try {
    // The engine is held here, too: the call may end, and let go of it, while the task is handed over.
    const std::shared_ptr<Engine> engine = engine_;
    engine->loop().post([call = weak_from_this(), how] {
      if (const auto self = call.lock()) how == Stop::at_once ? self->on_cancelled() : self->on_drained();
    });
  } catch (...) {
    // Without memory for the task the call goes on to its deadline.
  }
}

void Call::on_cancelled() noexcept { fail(cancelled("The program ended it.")); }

void Call::end_by_client() noexcept { fail(cancelled("The client was destroyed while the call was under way.")); }

void Call::fail(Error error) noexcept {
  if (ended_) return;
  const auto self = shared_from_this();  // release() may let go of the last other owner
  error.charge = std::max(error.charge, charge_now());
  error.attempts = attempts_;
  release();
  const Secret& key = engine_->settings().key;
  try {
    error.message = key.scrub(std::move(error.message));
    error.request_id = key.scrub(std::move(error.request_id));
  } catch (...) {
    error.message.clear();  // rather no words than the key
    error.request_id.clear();
  }
  deliver_error(std::move(error));
}

std::shared_ptr<Call> Call::finish() noexcept {
  if (ended_) return nullptr;
  auto self = shared_from_this();                // release() may let go of the last other owner
  if (progress_.bytes != told_bytes_) report();  // whoever shows them shows a whole clip in the end
  release();
  return self;
}

void Call::fail_soon(Error error) noexcept {
  try {
    if (!failure_) failure_ = std::make_unique<Error>(std::move(error));
    engine_->loop().post([self = shared_from_this()] {
      if (self->failure_) self->end_now();
    });
  } catch (...) {
    // The exchange that called is ended by its callback's "no", and its on_done() ends the call.
  }
}

void Call::release() noexcept {
  ended_ = true;
  stop_exchanges();
  if (deadline_) engine_->loop().cancel(*deadline_);
  if (ticker_) engine_->loop().cancel(*ticker_);
  if (pause_) engine_->loop().cancel(*pause_);
  if (auto* state = detail::CancellationState::of(token_)) state->remove(token_id_);
  engine_->leave(*this);
  engine_->retract();
}

}  // namespace segmind::call
