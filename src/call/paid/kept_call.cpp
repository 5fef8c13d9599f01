#include "call/paid/kept_call.hpp"

#include <algorithm>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/lifecycle/option_checks.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

bool may_be_paid(const JournalEntry& entry) noexcept {
  return std::any_of(entry.attempts.begin(), entry.attempts.end(),
                     [](const JournalAttempt& attempt) { return attempt.charge != Charge::none; });
}

}  // namespace

template <typename T>
KeptCall<T>::KeptCall(std::shared_ptr<Engine> engine, const Request& request, const CallOptions& options, CallKind kind,
                      PayNow<T> pay_now, bool has_request)
    : engine_(std::move(engine)),
      request_(request),
      options_(options),
      kind_(kind),
      pay_(pay_now),
      has_request_(has_request),
      state_(new_operation<T>(engine_, options)) {}

template <typename T>
Operation<T> KeptCall<T>::begin(Intention intention) {
  intention_ = std::move(intention);
  state_->internal().on_stop = [weak = this->weak_from_this()](Stop how) {
    if (const auto self = weak.lock()) self->stop(how);
  };
  std::optional<Error> refusal = unusable(options_);
  refusal ? end(std::move(*refusal)) : claim();
  return Operation<T>(state_);
}

template <typename T>
void KeptCall<T>::claim() {
  CallOptions options = of_a_part();
  options.sink = {};
  Function<void()> on_end = [self = this->shared_from_this()] { self->on_claimed(self->claiming_.try_get()); };
  parts_.follow(claiming_, call::claim(engine_, intention_, options, kind_), std::move(on_end));
}

template <typename T>
void KeptCall<T>::on_claimed(Result<Claimed> told) noexcept {
  try {
    if (!told) return end_with(std::move(told).error());
    entry_ = told->told.entry;
    if (told->told.outcome == Beginning::Outcome::ended) return give_again();
    claim_ = std::make_shared<Claim>(engine_, entry_, told->asked);
    const bool is_new = entry_.state == JournalState::begun && !may_be_paid(entry_);
    is_new&& options_.recover_since ? look_first() : take_over();
  } catch (...) {
    end(error_of_current_exception());
  }
}

template <typename T>
void KeptCall<T>::take_over() {
  switch (entry_.state) {
    case JournalState::begun: return pay();
    case JournalState::submitted: return take_up(entry_.attempts.back());
    case JournalState::done: return give_again();
    default: return look();
  }
}

template <typename T>
void KeptCall<T>::pay() {
  CallOptions options = of_a_part();
  options.on_submitted = [claim = claim_, tell = options_.on_submitted](std::string_view id) {
    claim->submitted(std::string(id));
    if (tell) tell(id);
  };
  ++sendings_;
  go_on_with(Stage::paying, [&] { return pay_(engine_, request_of(entry_, request_), options, claim_); });
}

template <typename T>
void KeptCall<T>::on_result(Result<T> result) noexcept {
  try {
    if (!result && stage_ == Stage::paying) return on_not_paid(std::move(result).error());
    if (!result && nothing_) return on_loss(std::move(result).error());
    if (claim_) report(result);
  } catch (...) {
    // Without memory the entry stays as it is, and is looked for by whoever asks next.
  }
  end(std::move(result));
}

template <typename T>
void KeptCall<T>::on_not_paid(Error error) {
  Result<T> result = error;
  if (claim_->is_lost() && error.charge == Charge::none) {  // by now another has sent it, or nobody may for a while
    report(result);
    claim_.reset();
    return claim();
  }
  if (is_worth_looking(error)) {
    loss_ = std::move(error);
    return look();
  }
  report(result);
  // An earlier one may be paid for, though this one is not.
  if (may_be_paid(entry_)) error.charge = std::max(error.charge, Charge::possible);
  end(std::move(error));
}

template <typename T>
void KeptCall<T>::end_with(Error error) {
  if (claim_) error.charge = std::max(error.charge, Charge::possible);  // it had left before
  end(std::move(error));
}

template <typename T>
void KeptCall<T>::end(Result<T> result) noexcept {
  finish(state_, std::move(result));
}

// For what is left of the time; the result is told once, here.
template <typename T>
CallOptions KeptCall<T>::of_a_part() const {
  CallOptions options = options_;
  options.deliver_on = {};
  const auto gone = std::chrono::duration_cast<milliseconds>(engine_->clock().now() - began_);
  if (options.timeout) options.timeout = std::max(*options.timeout - gone, milliseconds(1));
  return options;
}

// What the rest of the call uses. Each by itself: of a class that is instantiated whole, GCC refers weakly to what other
// files define, and a static library lets that be null.
template KeptCall<Media>::KeptCall(std::shared_ptr<Engine> engine, const Request& request, const CallOptions& options,
                                   CallKind kind, PayNow<Media> pay_now, bool has_request);
template Operation<Media> KeptCall<Media>::begin(Intention intention);
template void KeptCall<Media>::claim();
template void KeptCall<Media>::take_over();
template void KeptCall<Media>::pay();
template void KeptCall<Media>::on_result(Result<Media> result) noexcept;
template void KeptCall<Media>::end_with(Error error);
template void KeptCall<Media>::end(Result<Media> result) noexcept;
template CallOptions KeptCall<Media>::of_a_part() const;
template KeptCall<Job>::KeptCall(std::shared_ptr<Engine> engine, const Request& request, const CallOptions& options,
                                 CallKind kind, PayNow<Job> pay_now, bool has_request);
template Operation<Job> KeptCall<Job>::begin(Intention intention);
template void KeptCall<Job>::claim();
template void KeptCall<Job>::take_over();
template void KeptCall<Job>::pay();
template void KeptCall<Job>::on_result(Result<Job> result) noexcept;
template void KeptCall<Job>::end_with(Error error);
template void KeptCall<Job>::end(Result<Job> result) noexcept;
template CallOptions KeptCall<Job>::of_a_part() const;

}  // namespace segmind::call
