#include "call/paid/lost_answer.hpp"

#include <utility>

#include "api/limits.hpp"
#include "call/exchange/failure.hpp"
#include "call/recovery/recovered_clip.hpp"

namespace segmind::call {
namespace {

constexpr int server_error = 500;

// A whole answer of the service itself: it has ended its work, and the record is there, or will soon be.
bool has_answered(const PaidRequest& paid, const LostAnswer& lost) noexcept {
  const bool broke = lost.error.kind == ErrorKind::connection;
  return paid.status() == server_error || (paid.is_success() && !broke);
}

}  // namespace

RecordSearch::Terms terms_after(const Call& call, PaidRequest& paid, const Request& request, const LostAnswer& lost,
                                RecordHolder& owner) {
  RecordSearch::Terms terms;
  const std::string id = paid.receipt().request_id.value_or(lost.error.request_id);
  terms.sought = sought_for(call, request, paid.first_left_at(), id);
  terms.expected = request.expected_time();
  terms.owner = &owner;
  if (paid.may_be_asked_to_pay_twice()) terms.patience = RecordSearch::Patience::until_answered;
  if (paid.may_be_asked_to_pay_twice() && paid.claim()) {
    terms.patience = RecordSearch::Patience::until_settled;
    terms.settled_at = paid.claim()->settled_at();
  }
  if (has_answered(paid, lost)) terms.longest = api::limits::record_of_answered;
  return terms;
}

LostAnswer without_record(LostAnswer lost, const RecordSearch::Nothing& nothing) {
  add_sentence(lost.error.message, nothing.words);
  add_sentence(lost.error.message, "Client::recover asks them again later.");
  if (lost.error.request_id.empty()) lost.error.request_id = nothing.id;
  return lost;
}

void go_on_without_record(PaidRequest& paid, LostAnswer lost) {
  paid.is_success() ? paid.fail_after_success(std::move(lost.error)) : paid.go_on_after(std::move(lost));
}

Error told_of_lost(Error ended, const LostAnswer& lost, const RecordSearch::Nothing& so_far) {
  if (ended.kind != ErrorKind::timeout) return ended;
  Error told = without_record(lost, so_far).error;
  told.charge = ended.charge;
  told.attempts = ended.attempts;
  told.call = ended.call;
  return told;
}

void note_sending(const PaidRequest& paid, Error& error) {
  if (error.charge != Charge::none) error.sent_at = paid.first_sent_at();
}

}  // namespace segmind::call
