#include "call/paid/paid_call.hpp"

#include <algorithm>
#include <utility>

#include "api/limits.hpp"
#include "api/receipt.hpp"
#include "api/status.hpp"

namespace segmind::call {
namespace {

// Failures before anything was sent that another try may get past.
bool passes(net::Ending ending) noexcept {
  return ending == net::Ending::resolve || ending == net::Ending::connect || ending == net::Ending::connect_timeout ||
         ending == net::Ending::tls;
}

}  // namespace

PaidCall::PaidCall(const std::shared_ptr<Engine>& made_in, net::SharedAddress address, const Request& request,
                   const CallOptions& options)
    : Call(made_in, options, made_in->settings().timeout),
      address_(std::move(address)),
      request_(request),
      accept_paying_twice_(options.accept_paying_twice),
      backoff_(retry()),
      error_body_(api::limits::max_kept_error_bytes) {}

void PaidCall::start() {
  if (std::optional<Error> refusal = engine().ledger().reserve(dollars())) return fail(std::move(*refusal));
  reserved_ = true;
  had_time_ = leaves_time_for(least_time());
  send();
}

void PaidCall::send() {
  take_turn(RateLimiter::Kind::paid, [this] {
    if (had_time_ && !leaves_time_for(needed_time())) return fail(too_late());
    count_attempt();
    under_way_ = true;
    sent_at_ = std::chrono::system_clock::now();
    left_at_ = net::Loop::Clock::now();
    reached_ = net::Reached::nothing;
    forget_answer();
    error_body_.clear();
    enter_phase(Phase::connecting);
    net::HttpRequest request;
    request.method = "POST";
    request.address = address_;
    request.headers = engine().headers().post;
    request.body = net::Body{request_.to_json().size(), request_.to_json().data(), {}};
    request.connection = net::Connection::own;
    request.connect_timeout = connect_timeout();
    request.max_body = max_body();
    request.piece = piece();
    transfer_ = engine().loop().start(std::move(request), *this);
  });
}

void PaidCall::on_drained() noexcept {
  if (!under_way_) fail(cancelled("It was ended before it was sent, or sent again."));
}

void PaidCall::stop_exchanges() noexcept {
  if (transfer_) engine().loop().stop(*transfer_);
  transfer_.reset();
  settle();
}

// An attempt is over: what it cost, or may have cost, is known as well as it ever will be.
void PaidCall::settle() noexcept {
  if (!std::exchange(reserved_, false)) return;
  engine().ledger().settle(dollars(), attempt_charge(), receipt_.cost);
}

void PaidCall::leave_reservation_to_job(const std::string& id) {
  if (!reserved_) return;
  engine().ledger().submitted(id, dollars());
  reserved_ = false;
}

void PaidCall::on_connected() noexcept {
  reached_ = net::Reached::sending;
  enter_phase(Phase::sending);
}

void PaidCall::on_sent() noexcept {
  reached_ = net::Reached::sent;
  enter_phase(phase_once_sent());
}

bool PaidCall::on_head(net::Head head) noexcept {
  return guarded_inside([&] {
    reached_ = net::Reached::answered;
    head_ = std::move(head);
    if (!is_success()) return;
    read_receipt();
    begin_success(head_);
  });
}

Error PaidCall::too_late() const {
  Error error;
  error.kind = ErrorKind::timeout;
  error.message =
      std::string("It waited for its turn until its limit left less time than a generation takes, and was not sent") +
      (attempts() > 0 ? " again. " : ". ") +
      std::string(engine().settings().requests_per_minute > 0
                      ? "Raise ClientOptions::requests_per_minute or"
                      : "The service had refused others (429, 502 or 503). Raise") +
      " CallOptions::timeout, or use the queue (Client::submit).";
  return error;
}

void PaidCall::read_receipt() noexcept {
  try {
    receipt_ = api::receipt_from(head_.headers);
  } catch (...) {
    // A clip without its receipt is better than none; for its cost the estimate stands.
  }
}

void PaidCall::forget_answer() noexcept {
  head_ = net::Head();
  receipt_ = Receipt();
}

bool PaidCall::on_body(const std::byte* data, std::size_t size) noexcept {
  bool more = false;
  const bool well = guarded_inside([&] { more = is_success() ? receive_success(data, size) : error_body_.add(data, size); });
  return well && more;
}

void PaidCall::on_done(const net::Outcome& outcome) noexcept {
  transfer_.reset();
  reached_ = outcome.reached;
  engine().log("POST", address_->text(), head_.status, outcome);
  if (outcome.ending == net::Ending::closed && has_to_end()) {
    under_way_ = false;
    return end_now();
  }
  guarded([&] { decide(outcome); });
}

void PaidCall::decide(const net::Outcome& outcome) {
  if (reached_ < net::Reached::answered) return retry_or_fail(broken(outcome), passes(outcome.ending));
  const api::Health health = api::health_of(head_.status);
  if (health == api::Health::out_of_order) engine().limiter().out_of_order();
  if (health == api::Health::works) engine().limiter().in_order(left_at_);
  if (is_success()) return decide_about_success(outcome);
  Error error =
      api::error_from(head_.status, head_.headers, scrubbed(error_body_.text()), std::chrono::system_clock::now());
  error.request_id = scrubbed(std::move(error.request_id));
  if (error.kind == ErrorKind::not_found) add_sentence(error.message, "Asked was " + address_->text() + " .");
  if (error.kind == ErrorKind::rate_limited) engine().limiter().learn(error.retry_after);
  const bool worth_it = error.kind == ErrorKind::rate_limited;
  retry_or_fail(std::move(error), worth_it);
}

void PaidCall::retry_or_fail(Error error, bool worth_it) {
  error.charge = std::max(error.charge, charge_now());
  error.attempts = attempts();
  if (is_drained() || attempts() >= retry().attempts) return fail(std::move(error));
  if (attempt_charge() == Charge::none) {
    if (!worth_it) return fail(std::move(error));
  } else if (!accepts_paying_twice(error)) {
    return fail(std::move(error));
  }
  const std::chrono::milliseconds wait = backoff_.next(error.retry_after);
  if (!leaves_time_for(std::max(wait, until_turn(RateLimiter::Kind::paid)) + needed_time())) {
    return fail(std::move(error));
  }
  if (attempt_charge() != Charge::none) {
    settle();
    if (const auto refusal = engine().ledger().reserve(dollars(), true)) {
      add_sentence(error.message, "It was not sent again: " + refusal->message);
      return fail(std::move(error));
    }
    reserved_ = true;
  }
  earlier_charge_ = error.charge;
  under_way_ = false;
  reached_ = net::Reached::nothing;  // of the next attempt, should the call end before it
  forget_answer();
  wait_then(wait, RateLimiter::Kind::paid, [this] { send(); });
}

bool PaidCall::accepts_paying_twice(const Error& error) const {
  try {
    return accept_paying_twice_ && accept_paying_twice_(error);
  } catch (...) {
    return false;  // whoever cannot say yes has not said it
  }
}

Error PaidCall::broken(const net::Outcome& outcome) const { return broken_off(outcome, connect_timeout(), max_body()); }

void PaidCall::fail_after_success(Error error) {
  if (error.http_status == 0) error.http_status = status();  // else the clip's own address has answered
  if (error.request_id.empty()) error.request_id = receipt_.request_id.value_or("");
  fail(std::move(error));
}

}  // namespace segmind::call
