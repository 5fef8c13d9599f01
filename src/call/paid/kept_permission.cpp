// What a call with a journal does where the records do not show what may have left: it ends, or asks whether to pay
// twice.
#include <algorithm>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/journal/asking.hpp"
#include "call/paid/kept_call.hpp"

namespace segmind::call {
namespace {

constexpr const char* how_to_ask_later =
    "It is not sent again. A later call with its key, or Client::go_on, looks for it again.";

}  // namespace

template <typename T>
void KeptCall<T>::end_or_pay_twice() {
  const Error loss = told_of_loss();
  if (may_be_asked_to_pay_twice() && accepts_paying_twice(loss)) return begin_again();
  Result<T> result = loss;
  report(result);
  end(std::move(result));
}

template <typename T>
Error KeptCall<T>::told_of_loss() const {
  Error error;
  if (loss_) {
    error = *loss_;
  } else {
    error.kind = ErrorKind::connection;
    error.call = kind_;
    error.message =
        "The request had left when whoever sent it ended, or lost the connection. What became of it is not known.";
    error.sent_at = entry_.attempts.empty() ? entry_.begun_at : entry_.attempts.back().left_at;
  }
  error.charge = Charge::possible;
  if (nothing_) {
    if (error.request_id.empty()) error.request_id = nothing_->id;
    if (!loss_) add_sentence(error.message, nothing_->words);
  }
  add_sentence(error.message, how_to_ask_later);
  return error;
}

// Rule: nobody is asked before the records must show the request, nor where anything in them could be it.
template <typename T>
bool KeptCall<T>::may_be_asked_to_pay_twice() const {
  if (!options_.accept_paying_twice || !nothing_ || !nothing_->is_proven || parts_.is_stopped()) return false;
  const int most = options_.retry.value_or(engine_->settings().retry).attempts;
  return nothing_->read_since >= claim_->settled_at() && sendings_ < most && !engine_->is_draining() &&
         !options_.drain.is_cancelled() && !options_.cancellation.is_cancelled();
}

template <typename T>
bool KeptCall<T>::accepts_paying_twice(const Error& loss) const noexcept {
  try {
    return options_.accept_paying_twice(loss);
  } catch (...) {
    return false;  // an exception is not permission
  }
}

template <typename T>
void KeptCall<T>::begin_again() {
  Function<void()> on_end = [self = this->shared_from_this()] {
    self->on_begun_again(self->beginning_again_.try_get());
  };
  parts_.follow(
      beginning_again_,
      ask_journal<Beginning>(
          engine_, of_a_part(), kind_,
          [intention = intention_, epoch = claim_->entry().epoch](Journal& journal, const CancellationToken& stop) {
            return journal.begin_again(intention.key, epoch, intention.dollars, intention.budget, stop);
          }),
      std::move(on_end));
}

template <typename T>
void KeptCall<T>::on_begun_again(Result<Beginning> told) noexcept {
  using Outcome = Beginning::Outcome;
  try {
    if (!told) return end_with(std::move(told).error());
    if (told->outcome == Outcome::over_budget) {
      Error error = over_budget(intention_, told->spent);
      Result<T> result = told_of_loss();
      report(result);
      return end_with(std::move(error));
    }
    if (told->outcome != Outcome::mine) return claim();
    entry_ = told->entry;
    claim_ = std::make_shared<Claim>(*claim_, entry_);
    pay();
  } catch (...) {
    end_with(error_of_current_exception());
  }
}

// What the rest of the call uses.
template void KeptCall<Media>::end_or_pay_twice();
template void KeptCall<Job>::end_or_pay_twice();

}  // namespace segmind::call
