#include "call/recovery/recovered_clip.hpp"

#include <utility>

#include "api/endpoints.hpp"
#include "api/limits.hpp"
#include "call/exchange/failure.hpp"

namespace segmind::call {

Sought sought_for(const Call& call, const Request& request, net::Clock::TimePoint sent, const std::string& id) {
  Sought sought;
  sought.slug = request.slug();
  sought.body = api::RequestBody(request.to_json());
  sought.sent = sent;
  const bool is_usable = api::is_plausible_id(id) && !call.engine().settings().key.is_shown_in(id);
  if (is_usable) sought.id = id;
  return sought;
}

RecoveredClip::RecoveredClip(Call& call, SinkWriter& sink, Output output, RecordSearch::Terms terms, Events events)
    : call_(call),
      events_(std::move(events)),
      downloads_(call, sink, output,
                 [this](Download::End end, std::optional<Error> error) { on_fetched(end, std::move(error)); }),
      search_(
          call, std::move(terms), [this](RecordSearch::Found found) { on_found(std::move(found)); },
          [this](RecordSearch::Nothing nothing) { on_nothing(std::move(nothing)); }) {}

void RecoveredClip::stop() noexcept {
  search_.stop();
  downloads_.stop();
}

Charge RecoveredClip::charge(Charge otherwise) const noexcept {
  switch (state_) {
    case State::complete: return Charge::charged;
    case State::failed: return otherwise == Charge::charged ? otherwise : Charge::none;
    case State::looking:
    case State::seems_failed: break;
  }
  return otherwise;
}

void RecoveredClip::on_found(RecordSearch::Found found) {
  id_ = found.record.request_id;
  found.record.state == RecordState::failed ? fail(found) : fetch(std::move(found.record));
}

void RecoveredClip::fail(const RecordSearch::Found& found) {
  state_ = found.by_id ? State::failed : State::seems_failed;
  events_.on_failed(told_of_failure(found));
}

Error told_of_failure(const RecordSearch::Found& found) {
  const std::string& words = found.record.error;
  Error error;
  error.kind = ErrorKind::job_failed;
  error.message = words.empty() ? "The generation failed; the service gives no reason." : words;
  error.request_id = found.record.request_id;
  if (!found.by_id) add_sentence(error.message, "A record says so that shows the same request as was sent.");
  return error;
}

void RecoveredClip::fetch(api::ToldRecord record) {
  state_ = State::complete;
  made_ = record.created;
  receipt_.request_id = id_;
  receipt_.cost = record.cost;
  receipt_.seed = api::RequestBody(record.request_body).seed();
  if (record.addresses.empty()) {
    return search_.ask_again(bad_response("The record calls the request complete, but names no clip."));
  }
  call_.progress().enter(Phase::downloading);
  downloads_.start(std::move(record.addresses));
}

void RecoveredClip::on_fetched(Download::End end, std::optional<Error> error) {
  if (!error) {
    search_.stop();
    if (!address().empty()) receipt_.address = address();
    return events_.on_clip(receipt_);
  }
  problem_ = error->message;
  not_fetched_ = std::move(error);
  const bool is_gone = made_ && call_.engine().clock().time_of_day() - *made_ > api::limits::file_lifetime;
  const bool is_final = end == Download::End::hopeless || end == Download::End::unusable;
  if (is_final || is_gone) return events_.on_failed(*not_fetched_);
  // A file of a moment ago may not be everywhere yet, and its host may be out of order.
  search_.ask_again(*not_fetched_);
}

void RecoveredClip::on_nothing(RecordSearch::Nothing nothing) {
  not_fetched_ ? events_.on_failed(*not_fetched_) : events_.on_nothing(std::move(nothing));
}

}  // namespace segmind::call
