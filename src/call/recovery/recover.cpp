#include "call/recovery/recover.hpp"

#include <algorithm>
#include <utility>

#include "call/account/records.hpp"
#include "call/clip/clip_fetch.hpp"
#include "call/exchange/failure.hpp"
#include "call/recovery/recovered_clip.hpp"

namespace segmind::call {
namespace {

class Recover final : public Step {
 public:
  Recover(Call& call, LostRequest lost, SinkWriter& sink, ClipDone done)
      : call_(call),
        lost_(std::move(lost)),
        done_(std::move(done)),
        owner_(call.engine().records().claims(), lost_.claim),
        clip_(call, sink, lost_.request.output(), lost_.terms(call, owner_, RecordSearch::Wanted::ended), events()) {}

 private:
  RecoveredClip::Events events() {
    RecoveredClip::Events events;
    events.on_clip = [this](Receipt receipt) { succeed(std::move(receipt)); };
    events.on_failed = [this](Error error) { call_.fail(std::move(error)); };
    events.on_nothing = [this](const RecordSearch::Nothing& nothing) { call_.fail(lost_.not_found(nothing)); };
    return events;
  }

  void begin() override { clip_.begin(); }
  CallKind kind() const noexcept override { return lost_.kind; }
  Charge charge() const noexcept override { return clip_.charge(clip_.id().empty() ? lost_.charge : Charge::possible); }
  std::string last_problem() const override {
    return clip_.is_complete() ? clip_.last_problem() : clip_.so_far().words;
  }
  void stop() noexcept override;
  void deliver(Error error) noexcept override;

  void succeed(Receipt receipt) {
    const int attempts = call_.attempts();
    owner_.keep();
    if (const auto self = call_.finish()) done_(Arrived{std::move(receipt), attempts});
  }

  Call& call_;
  const LostRequest lost_;
  const ClipDone done_;
  RecordHolder owner_;
  RecoveredClip clip_;
};

// What another client, or another process, has paid for counts here once its cost is known.
void Recover::stop() noexcept {
  clip_.stop();
  if (!clip_.is_complete()) return;
  try {
    call_.engine().ledger().resumed(clip_.id());
    call_.engine().ledger().job_ended(clip_.id(), Charge::charged, clip_.receipt().cost);
  } catch (...) {
    // Without memory it is not counted, as before.
  }
}

void Recover::deliver(Error error) noexcept {
  try {
    if (!clip_.id().empty()) error.request_id = clip_.id();
    error.address = call_.engine().settings().key.scrub(clip_.address());
  } catch (...) {
    // An error without its hint is better than none.
  }
  done_(std::move(error));
}

Error of_recovery(Error error) {
  error.call = CallKind::recover;
  if (error.kind != ErrorKind::job_failed) error.charge = std::max(error.charge, Charge::possible);
  return error;
}

}  // namespace

RecordSearch::Terms LostRequest::terms(const Call& call, RecordHolder& owner, RecordSearch::Wanted wanted) const {
  RecordSearch::Terms terms;
  terms.sought = sought_for(call, request, sent, id);
  if (!has_body) terms.sought.body = {};
  terms.expected = request.expected_time();
  terms.owner = &owner;
  terms.wanted = wanted;
  terms.patience = patience;
  terms.settled_at = settled_at;
  terms.drawn_since = drawn_since;
  terms.only_what_may_be_paid = only_what_may_be_paid;
  return terms;
}

Error LostRequest::not_found(const RecordSearch::Nothing& nothing) const {
  if (on_nothing) on_nothing(nothing);
  Error error;
  error.kind = ErrorKind::not_found;
  error.message = nothing.words;
  error.request_id = nothing.id;
  return error;
}

net::Clock::TimePoint moment_of(const Engine& engine, std::chrono::system_clock::time_point time) noexcept {
  constexpr std::chrono::hours a_year{24 * 365};
  const net::Clock::TimeOfDay now = engine.clock().time_of_day();
  return engine.clock().now() - (now - std::clamp(time, now - a_year, now + a_year));
}

Operation<Media> recover(const std::shared_ptr<Engine>& engine, LostRequest lost, const CallOptions& options) {
  ClipFetch fetch;
  fetch.amend = [kind = lost.kind](Error error) {
    if (kind == CallKind::recover) return of_recovery(std::move(error));
    error.call = kind;
    return error;
  };
  fetch.make_call = [&](SinkWriter& sink, ClipDone done) {
    return Call::of<Recover>(engine, options, TimeLimit{engine->settings().timeout, {}}, std::move(lost), sink,
                             std::move(done));
  };
  return fetch_clip(engine, options, std::move(fetch));
}

Operation<Media> recover(const std::shared_ptr<Engine>& engine, const Request& request,
                         std::chrono::system_clock::time_point sent_after, const CallOptions& options) {
  Violations violations;
  check_records_url(*engine, violations);
  if (!violations.empty()) {
    return begin<Media>(engine, options, [&](const Delivery<Media>&) -> Result<std::shared_ptr<Call>> {
      return of_recovery(refused_options(std::move(violations)));
    });
  }
  return recover(engine, LostRequest{request, true, moment_of(*engine, sent_after)}, options);
}

}  // namespace segmind::call
