#include "call/paid/generate.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "api/answer.hpp"
#include "api/limits.hpp"
#include "call/clip/clip_fetch.hpp"
#include "call/clip/clip_receiver.hpp"
#include "call/clip/downloads.hpp"
#include "call/exchange/failure.hpp"
#include "call/paid/kept.hpp"
#include "call/paid/lost_answer.hpp"
#include "call/paid/paid_request.hpp"
#include "call/paid/submit_and_wait.hpp"
#include "call/queue/job_clip.hpp"
#include "call/recovery/recovered_clip.hpp"

namespace segmind::call {
namespace {

constexpr const char* is_lost = "It is paid for; the queue (Client::submit) would have kept it for an hour.";

class Generate final : public Step, private PaidRequestOwner {
 public:
  Generate(Call& call, const Request& request, const CallOptions& options, std::shared_ptr<Claim> claim,
           SinkWriter& sink, ClipDone done)
      : call_(call),
        sink_(sink),
        request_(request),
        receiver_(sink, request.output()),
        on_submitted_(options.on_submitted),
        done_(std::move(done)),
        downloads_(call, sink, request.output(),
                   [this](Download::End, std::optional<Error> error) { on_fetched(std::move(error)); }),
        paid_(call, *this, request, options, way_of(call, request, std::move(claim), sink)),
        owner_(call.engine().records().claims(), paid_.claim()) {}

 private:
  static PaidRequest::Way way_of(Call& call, const Request& request, std::shared_ptr<Claim> claim,
                                 const SinkWriter& sink);

  void begin() override { paid_.begin(); }
  CallKind kind() const noexcept override { return CallKind::generate; }
  void stop() noexcept override;
  void drain() noexcept override {
    if (!job_) paid_.drain();  // a job that is waited for goes on
  }
  Charge charge() const noexcept override { return job_ ? job_->charge() : paid_.charge(); }
  std::string last_problem() const override;
  void deliver(Error error) noexcept override;

  void on_success(const net::Head& head) override;
  bool take(const std::byte* data, std::size_t size) override;
  void on_success_end(const net::Outcome& outcome, std::optional<Error> broken) override;
  void on_lost(LostAnswer lost) override;
  // A clip is no less paid for where its success is spelled otherwise.
  Charge charge_of_attempt(Charge by_status) const noexcept override {
    if (job_) return std::min(by_status, Charge::possible);  // a job is charged when it completes (documented)
    if (receiver_.kind() == api::BodyKind::media || downloads_.have_begun()) return Charge::charged;
    return recovered_ ? recovered_->charge(by_status) : by_status;
  }

  void end_without_clip(Error error);
  void on_nothing(RecordSearch::Nothing nothing);
  void decide_about_whole_answer();
  void keep_answer(const Error& error);
  void follow(api::JsonAnswer answer);
  void on_fetched(std::optional<Error> error);
  void wait_for_job(const std::string& id);
  std::optional<std::string> job_in_answer() const;
  void succeed(Receipt receipt);
  std::string scrubbed(std::string text) const { return call_.engine().settings().key.scrub(std::move(text)); }
  std::string answered() const { return "The service answered " + std::to_string(paid_.status()); }

  Call& call_;
  SinkWriter& sink_;
  const Request request_;
  ClipReceiver receiver_;
  bool length_is_known_ = false;
  bool brings_clip_itself_ = false;
  const Function<void(std::string_view)> on_submitted_;
  const ClipDone done_;
  Downloads downloads_;
  std::unique_ptr<JobClip> job_;  // where the answer was no clip but a job
  PaidRequest paid_;
  RecordHolder owner_;
  std::optional<LostAnswer> lost_;            // while it is looked for
  std::unique_ptr<RecoveredClip> recovered_;  // since it was lost
};

PaidRequest::Way Generate::way_of(Call& call, const Request& request, std::shared_ptr<Claim> claim,
                                  const SinkWriter& sink) {
  PaidRequest::Way way;
  way.claim = std::move(claim);
  way.address = call.engine().addresses().generate(request.slug());
  way.piece = sink.piece();
  way.least_time = call.engine().durations().expectation(request.slug(), request.expected_time()).earliest;
  return way;
}

void Generate::stop() noexcept {
  if (job_) job_->stop();
  if (recovered_) {
    recovered_->stop();
    if (recovered_->is_complete()) paid_.receipt().cost = recovered_->receipt().cost;
  }
  try {
    if (const auto id = job_in_answer()) paid_.leave_reservation_to_job(*id);
  } catch (...) {
    // Without memory it counts as charged: no understatement.
  }
  paid_.stop();
  downloads_.stop();
}

std::string Generate::last_problem() const {
  if (job_) return job_->last_problem();
  if (recovered_) return recovered_->is_complete() ? recovered_->last_problem() : std::string();
  return downloads_.last_problem();
}

// However the call ended, by its limit or its caller too: the clip is paid for, and its address is known.
void Generate::deliver(Error error) noexcept {
  try {
    std::string address = job_ ? job_->address() : downloads_.address();
    if (job_) {
      error.call = CallKind::wait;
      error.request_id = job_->job().id;
    } else if (const auto id = job_in_answer()) {
      error.request_id = *id;
      error.charge = std::min(error.charge, Charge::possible);
    } else if (address.empty() && receiver_.kind() == api::BodyKind::json) {  // it came whole, but its end was not told
      const auto answer = api::read_answer(receiver_.text());
      if (!answer.addresses.empty() && !is_inline(answer.addresses.front().text))
        address = answer.addresses.front().text;
    }
    if (recovered_ && recovered_->is_complete()) {
      error.request_id = recovered_->id();
      address = recovered_->address();
    } else if (lost_) {
      error = told_of_lost(std::move(error), *lost_, recovered_->so_far());
    }
    note_sending(paid_, error);
    if (error.request_id.empty() && paid_.is_success()) error.request_id = paid_.receipt().request_id.value_or("");
    error.address = scrubbed(std::move(address));
    if (job_) job_->keep_answer(error);
    keep_answer(error);
  } catch (...) {
    // An error without its hint is better than none.
  }
  done_(std::move(error));
}

// The answer names a job that is not waited for, because the call ended before the answer did.
std::optional<std::string> Generate::job_in_answer() const {
  if (job_ || receiver_.kind() != api::BodyKind::json) return std::nullopt;
  if (receiver_.text().size() > api::limits::max_answer_bytes) return std::nullopt;  // it brings a clip
  api::JsonAnswer answer = api::read_answer(receiver_.text());
  if (!answer.is_queued || call_.engine().settings().key.is_shown_in(*answer.request_id)) return std::nullopt;
  return std::move(answer.request_id);
}

void Generate::on_success(const net::Head& head) {
  length_is_known_ = head.length.has_value();
  if (head.length) sink_.expect(*head.length);
  call_.progress().expect_bytes(0, head.length);
  try {
    if (const auto& id = paid_.receipt().request_id) owner_.claim(*id);
  } catch (...) {
    // The clip is worth more than that no other lost call takes its record.
  }
}

bool Generate::take(const std::byte* data, std::size_t size) {
  const bool more = receiver_.take(data, size);
  if (receiver_.kind() == api::BodyKind::media) {  // JSON is no part of a clip
    call_.progress().enter(Phase::receiving);
    call_.progress().add_bytes(size);
  }
  return more;
}

void Generate::on_success_end(const net::Outcome& outcome, std::optional<Error> broken) {
  receiver_.finish(!broken);
  if (receiver_.sink_error()) return paid_.fail_after_success(*receiver_.sink_error());
  const bool came_whole = outcome.ending == net::Ending::broken && !length_is_known_ && receiver_.is_certainly_whole();
  if (!broken || came_whole) return decide_about_whole_answer();
  if (receiver_.kind() == api::BodyKind::json) {  // which is whole wherever its last bracket has come
    auto answer = api::read_answer(receiver_.text());
    if (!answer.addresses.empty() || answer.is_queued) return follow(std::move(answer));
  }
  add_sentence(broken->message, is_lost);
  if (outcome.ending == net::Ending::too_large) return paid_.fail_after_success(std::move(*broken));
  end_without_clip(std::move(*broken));
}

// The service has ended its work, and its record may say where the clip is. What has come in its place is kept.
void Generate::end_without_clip(Error error) {
  if (receiver_.has_foreign_bytes()) return paid_.fail_after_success(std::move(error));
  if (error.request_id.empty()) error.request_id = paid_.receipt().request_id.value_or("");
  on_lost({std::move(error), Verdict::permanent});
}

void Generate::on_lost(LostAnswer lost) {
  if (!call_.engine().settings().recovers) return go_on_without_record(paid_, std::move(lost));
  RecoveredClip::Events events;
  events.on_clip = [this](Receipt receipt) { succeed(std::move(receipt)); };
  events.on_failed = [this](Error error) {
    lost_.reset();
    call_.fail(std::move(error));
  };
  events.on_nothing = [this](RecordSearch::Nothing nothing) { on_nothing(std::move(nothing)); };
  recovered_ = std::make_unique<RecoveredClip>(call_, sink_, request_.output(),
                                               terms_after(call_, paid_, request_, lost, owner_), std::move(events));
  lost_ = std::move(lost);
  recovered_->begin();
}

void Generate::on_nothing(RecordSearch::Nothing nothing) {
  LostAnswer lost = std::move(*std::exchange(lost_, std::nullopt));
  go_on_without_record(paid_, without_record(std::move(lost), nothing));
}

void Generate::decide_about_whole_answer() {
  switch (receiver_.kind()) {
    case api::BodyKind::json: return follow(api::read_answer(receiver_.text()));
    case api::BodyKind::media:
      if (const std::string problem = receiver_.problem(); !problem.empty()) {
        return end_without_clip(bad_response("The clip is not whole: " + problem + ' ' + is_lost));
      }
      return succeed(std::move(paid_.receipt()));
    case api::BodyKind::undecided:
    case api::BodyKind::other: break;
  }
  if (receiver_.has_foreign_bytes()) {
    return paid_.fail_after_success(
        bad_response(answered() + " with what is no clip: it is " + receiver_.what_it_is() + '.'));
  }
  end_without_clip(bad_response(receiver_.text().empty() ? answered() + " with an empty body."
                                                         : answered() + " with neither a clip nor JSON. " +
                                                               told_answer(scrubbed(receiver_.text()))));
}

// Bytes that were paid for are never thrown away: a body without a clip, of which the message does not show all, may
// hold it.
void Generate::keep_answer(const Error& error) {
  const bool can_be_fetched = !error.address.empty() && !brings_clip_itself_;
  if (job_ || can_be_fetched || sink_.has_begun()) return;
  if (receiver_.kind() == api::BodyKind::media || receiver_.text().empty()) return;
  std::string text = scrubbed(receiver_.text());
  if (!tells_all_of(text, error)) receiver_.keep_text(std::move(text));
}

// The clip is paid for by now: every later failure says where it is.
void Generate::follow(api::JsonAnswer answer) {
  if (answer.is_queued) return wait_for_job(*answer.request_id);
  if (!answer.addresses.empty()) {
    brings_clip_itself_ = brings_clip(answer.addresses);
    call_.progress().enter(Phase::downloading);
    return downloads_.start(std::move(answer.addresses));
  }
  Error error = bad_response(answered() + " without a clip: " + answer.error.value_or("its JSON names no address."));
  add_sentence(error.message, told_answer(scrubbed(receiver_.text())));
  error.request_id = answer.request_id.value_or("");
  end_without_clip(std::move(error));
}

void Generate::on_fetched(std::optional<Error> error) {
  if (error) return paid_.fail_after_success(std::move(*error));
  Receipt receipt = std::move(paid_.receipt());
  if (!downloads_.address().empty()) receipt.address = downloads_.address();
  succeed(std::move(receipt));
}

// The service has queued the request: its answer is a job, not a clip.
void Generate::wait_for_job(const std::string& id) {
  if (call_.engine().settings().key.is_shown_in(id))
    return paid_.fail_after_success(bad_response("The job's id is unusable."));
  job_ = std::make_unique<JobClip>(call_, JobFacts(call_.engine(), id, paid_.sent_at(), request_, receiver_.text()),
                                   sink_, [this](Receipt receipt) { succeed(std::move(receipt)); });
  paid_.leave_reservation_to_job(id);
  if (on_submitted_) {
    try {
      on_submitted_(id);
    } catch (...) {
      // The job exists all the same.
    }
  }
  job_->begin();
}

void Generate::succeed(Receipt receipt) {
  const int attempts = call_.attempts();
  owner_.keep();
  if (const auto self = call_.finish()) done_(Arrived{std::move(receipt), attempts, paid_.first_sent_at()});
}

}  // namespace

Operation<Media> generate_now(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                              std::shared_ptr<Claim> claim) {
  if (options.through_queue) return submit_and_wait(engine, request, options, std::move(claim));
  ClipFetch fetch;
  fetch.amend = [](Error error) {
    error.call = CallKind::generate;
    return error;
  };
  fetch.make_call = [&](SinkWriter& sink, ClipDone done) {
    return Call::of<Generate>(engine, options, TimeLimit{engine->settings().timeout, {}}, request, options,
                              std::move(claim), sink, std::move(done));
  };
  return fetch_clip(engine, options, std::move(fetch));
}

Operation<Media> generate(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options) {
  return keep(engine, request, options, CallKind::generate, generate_now);
}

}  // namespace segmind::call
