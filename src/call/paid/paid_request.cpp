#include "call/paid/paid_request.hpp"

#include <algorithm>
#include <utility>

#include "api/limits.hpp"
#include "api/receipt.hpp"
#include "api/status.hpp"

namespace segmind::call {

PaidRequest::PaidRequest(Call& call, PaidRequestOwner& owner, Request request, const CallOptions& options, Way way)
    : call_(call),
      owner_(owner),
      request_(std::move(request)),
      accept_paying_twice_(options.accept_paying_twice),
      way_(std::move(way)),
      tries_(call.retry(), Purpose::payment) {}

void PaidRequest::begin() {
  call_.engine().paid_requests().begin();  // first: drain() either stops this request or waits for it
  counted_ = true;
  if (call_.engine().is_draining()) return call_.fail(cancelled("The client begins nothing new: it is being drained."));
  if (std::optional<Error> refusal = call_.engine().ledger().reserve(dollars())) return call_.fail(std::move(*refusal));
  state_ = State::reserved;
  // A timeout that was shorter from the beginning is taken at its word.
  if (call_.leaves_time_for(way_.least_time)) needed_time_ = way_.least_time;
  wait_for_turn();
}

void PaidRequest::wait_for_turn() {
  call_.take_turn(RateLimiter::Kind::paid, [this] {
    if (!call_.leaves_time_for(needed_time_) && needed_time_.count() > 0) return call_.fail(too_late());
    way_.claim ? leave() : send();
  });
}

// What the journal does not count as sent does not leave.
void PaidRequest::leave() {
  leaving_ = std::make_shared<Leaving>();
  way_.claim->leave(
      [this, leaving = std::weak_ptr<Leaving>(leaving_), alive = call_.weak_from_this()](std::optional<Error> refusal) {
        const auto call = alive.lock();
        if (!call || leaving.expired()) return;
        leaving_.reset();
        call->guarded([&] { refusal ? call->fail(std::move(*refusal)) : send(); });
      });
}

void PaidRequest::send() {
  Engine& engine = call_.engine();
  call_.set_attempt(tries_.failures() + 1);
  state_ = State::leaving;
  status_ = 0;
  receipt_ = Receipt();
  sent_at_ = engine.clock().time_of_day();
  left_at_ = engine.clock().now();
  if (earlier_charge_ == Charge::none) {
    first_sent_at_ = sent_at_;
    first_left_at_ = left_at_;
  }
  call_.progress().enter(Phase::connecting);
  Exchange::Terms terms;
  terms.kept_bytes = api::limits::max_kept_error_bytes;
  terms.request.method = "POST";
  terms.request.address = way_.address;
  terms.request.headers = engine.headers().post;
  terms.request.body = net::Body{request_.to_json().size(), request_.to_json().data(), {}};
  terms.request.connection = net::Connection::own;
  terms.request.connect_timeout = call_.connect_timeout();
  terms.request.max_body = engine.settings().max_response_bytes;
  terms.request.piece = way_.piece;
  exchange_ = Exchange::start(call_, Purpose::payment, std::move(terms), *this);
}

void PaidRequest::on_sent() {
  state_ = State::sent;
  count_unheard(true);
  call_.progress().enter(way_.phase_once_sent);
}

bool PaidRequest::takes_body(const net::Head& head) {
  state_ = State::answered;
  status_ = head.status;
  if (!is_success()) return false;
  try {
    receipt_ = api::receipt_from(head.headers);
  } catch (...) {
    // A clip without its receipt is better than none. The estimate stands for its cost.
  }
  owner_.on_success(head);
  return true;
}

void PaidRequest::on_answer(Answer answer) {
  const std::unique_ptr<Exchange> over = std::move(exchange_);
  count_unheard(false);
  if (answer.outcome.ending == net::Ending::closed && call_.has_to_end()) {
    state_ = State::reserved;
    return call_.end_now();
  }
  if (answer.outcome.ending == net::Ending::closed && way_.claim && way_.claim->is_lost()) {
    state_ = State::reserved;
    return call_.fail(came_too_late());
  }
  if (state_ == State::leaving && answer.outcome.reached >= net::Reached::sent) state_ = State::sent;
  if (state_ == State::answered) tell_health();
  if (is_success()) return owner_.on_success_end(answer.outcome, std::move(answer.error));
  Error& error = *answer.error;
  if (error.kind == ErrorKind::not_found) add_sentence(error.message, "Asked was " + way_.address->text() + " .");
  if (answer.verdict == Verdict::may_have_been_paid) return owner_.on_lost({std::move(error), answer.verdict});
  retry_or_fail(std::move(error), answer.verdict);
}

void PaidRequest::tell_health() noexcept {
  const api::Health health = api::health_of(status_);
  if (health == api::Health::out_of_order) call_.engine().limiter().out_of_order();
  if (health == api::Health::works) call_.engine().limiter().in_order(left_at_);
}

void PaidRequest::retry_or_fail(Error error, Verdict verdict) {
  error.charge = std::max(error.charge, charge());
  error.attempts = call_.attempts();
  const auto wait = tries_.after(verdict, error.retry_after);
  if (!wait || !may_be_sent_again(error, verdict)) return call_.fail(std::move(error));
  if (!call_.leaves_time_for(std::max(*wait, call_.until_turn(RateLimiter::Kind::paid)) + needed_time_)) {
    return call_.fail(std::move(error));
  }
  if (!reserve_again(error)) return call_.fail(std::move(error));
  earlier_charge_ = error.charge;
  state_ = State::reserved;
  if (way_.claim) way_.claim->unpaid();
  if (call_.has_to_end()) return call_.end_now();
  call_.wait_then(*wait, RateLimiter::Kind::paid, [this] { wait_for_turn(); });
}

// Never pay twice.
bool PaidRequest::may_be_sent_again(const Error& error, Verdict verdict) const {
  if (call_.is_drained()) return false;
  // With a journal there is more to be known before anybody is asked to pay twice.
  if (way_.claim) return verdict == Verdict::may_pass;
  return verdict == Verdict::may_pass || (!call_.has_to_end() && accepts_paying_twice(error));
}

bool PaidRequest::accepts_paying_twice(const Error& error) const {
  try {
    return accept_paying_twice_ && accept_paying_twice_(error);
  } catch (...) {
    return false;  // an exception is not permission
  }
}

// What may have been paid stays booked. The next attempt needs a reservation of its own.
bool PaidRequest::reserve_again(Error& error) {
  if (charge_of_attempt() == Charge::none) return true;
  settle();
  const auto refusal = call_.engine().ledger().reserve(dollars(), true);
  if (!refusal) return true;
  add_sentence(error.message, "It was not sent again: " + refusal->message);
  return false;
}

void PaidRequest::count_unheard(bool unheard) noexcept {
  if (way_.unheard == nullptr || unheard_ == unheard) return;
  unheard_ = unheard;
  unheard ? way_.unheard->begin() : way_.unheard->end();
}

void PaidRequest::drain() noexcept {
  if (!is_under_way()) call_.fail(cancelled("It was ended before it was sent, or sent again."));
}

void PaidRequest::stop() noexcept {
  exchange_.reset();
  leaving_.reset();
  count_unheard(false);
  settle();
  if (std::exchange(counted_, false)) call_.engine().paid_requests().end();
}

Charge PaidRequest::charge_of_attempt() const noexcept {
  switch (state_) {
    case State::idle:
    case State::reserved: return Charge::none;
    case State::leaving: return owner_.charge_of_attempt(Charge::none);
    case State::sent: return owner_.charge_of_attempt(Charge::possible);
    case State::answered: return owner_.charge_of_attempt(api::charge_of(status_));
    case State::settled: break;
  }
  return settled_charge_;
}

// The attempt is over: nothing more will be known about its cost.
void PaidRequest::settle() noexcept {
  if (state_ == State::idle || state_ == State::settled) return;
  settled_charge_ = charge_of_attempt();
  call_.engine().ledger().settle(dollars(), settled_charge_, receipt_.cost);
  state_ = State::settled;
}

void PaidRequest::leave_reservation_to_job(const std::string& id) {
  if (state_ == State::idle || state_ == State::settled) return;
  settled_charge_ = charge_of_attempt();
  call_.engine().ledger().submitted(id, dollars());
  state_ = State::settled;
  if (std::exchange(counted_, false)) call_.engine().paid_requests().end();
}

Error PaidRequest::came_too_late() {
  Error error;
  error.kind = ErrorKind::journal;
  error.message =
      "It was not sent: so much time had passed since the journal let it leave that another client may have sent it.";
  return error;
}

Error PaidRequest::too_late() const {
  Error error;
  error.kind = ErrorKind::timeout;
  error.message =
      std::string("It waited for its turn until its limit left less time than a generation takes, and was not sent") +
      (call_.attempts() > 0 ? " again. " : ". ") +
      std::string(call_.engine().settings().requests_per_minute > 0
                      ? "Raise ClientOptions::requests_per_minute or"
                      : "The service had refused others (429, 502 or 503). Raise") +
      " CallOptions::timeout, or use the queue (Client::submit).";
  return error;
}

void PaidRequest::fail_after_success(Error error) {
  if (error.http_status == 0) error.http_status = status_;  // otherwise it is the clip's address's
  if (error.request_id.empty()) error.request_id = receipt_.request_id.value_or("");
  call_.fail(std::move(error));
}

}  // namespace segmind::call
