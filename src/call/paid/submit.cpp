#include "call/paid/submit.hpp"

#include <optional>
#include <utility>

#include "api/queue.hpp"
#include "call/clip/clip_receiver.hpp"
#include "call/clip/sink_writer.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/paid/kept.hpp"
#include "call/paid/lost_answer.hpp"
#include "call/paid/paid_request.hpp"
#include "call/queue/job_data.hpp"
#include "call/recovery/recovered_clip.hpp"

namespace segmind::call {
namespace {

class Submit final : public Step, private PaidRequestOwner {
 public:
  Submit(Call& call, const Request& request, const CallOptions& options, std::shared_ptr<Claim> claim,
         Delivery<Job> deliver)
      : call_(call),
        request_(request),
        receiver_(*sink_, request.output()),
        on_submitted_(options.on_submitted),
        deliver_(std::move(deliver)),
        paid_(call, *this, request, options, way_of(call, request, std::move(claim))),
        owner_(call.engine().records().claims(), paid_.claim()) {}

 private:
  static PaidRequest::Way way_of(Call& call, const Request& request, std::shared_ptr<Claim> claim) {
    PaidRequest::Way way;
    way.claim = std::move(claim);
    way.address = call.engine().addresses().submit(request.slug());
    way.phase_once_sent = Phase::sending;  // the queue answers at once
    way.unheard = &call.engine().unheard_submissions();
    return way;
  }

  void begin() override { paid_.begin(); }
  CallKind kind() const noexcept override { return CallKind::submit; }
  void stop() noexcept override;
  void drain() noexcept override { paid_.drain(); }
  bool needs_a_moment() const noexcept override { return paid_.has_left() && !search_; }
  Charge charge() const noexcept override { return paid_.charge(); }
  void deliver(Error error) noexcept override;

  void on_success(const net::Head&) override { receiver_.restart(false); }
  bool take(const std::byte* data, std::size_t size) override { return receiver_.take(data, size); }
  void on_success_end(const net::Outcome& outcome, std::optional<Error> broken) override;
  void on_lost(LostAnswer lost) override;
  // The queue's 200 is no bill yet: the job is charged when it completes, and not when it fails (documented).
  // A clip that came instead of a job is paid for.
  Charge charge_of_attempt(Charge by_status) const noexcept override {
    return receiver_.kind() == api::BodyKind::media ? Charge::charged : std::min(by_status, Charge::possible);
  }

  void on_found(RecordSearch::Found found);
  void on_nothing(RecordSearch::Nothing nothing);
  std::string no_job() const;
  void keep_answer(const Error& error);
  std::optional<std::string> known_id() const;
  std::optional<Job> known_job();

  Call& call_;
  const Request request_;
  const std::unique_ptr<SinkWriter> sink_ = SinkWriter::create(Sink::memory(), {});  // for what comes instead of a job
  ClipReceiver receiver_;
  const Function<void(std::string_view)> on_submitted_;
  const Delivery<Job> deliver_;
  PaidRequest paid_;
  RecordHolder owner_;
  std::optional<LostAnswer> lost_;        // while it is looked for
  std::unique_ptr<RecordSearch> search_;  // since it was lost
  std::string found_id_;
};

void Submit::on_success_end(const net::Outcome&, std::optional<Error> broken) {
  receiver_.finish();
  if (auto job = known_job()) {
    if (const auto self = call_.finish()) deliver_(std::move(*job));
    return;
  }
  if (receiver_.sink_error()) return paid_.fail_after_success(*receiver_.sink_error());
  if (broken) return on_lost({std::move(*broken), Verdict::permanent});
  // A clip that came instead of a job is here: nothing is to be looked for.
  if (receiver_.kind() == api::BodyKind::media) return paid_.fail_after_success(bad_response(no_job()));
  on_lost({bad_response(no_job()), Verdict::permanent});
}

void Submit::on_lost(LostAnswer lost) {
  if (!call_.engine().settings().recovers) return go_on_without_record(paid_, std::move(lost));
  RecordSearch::Terms terms = terms_after(call_, paid_, request_, lost, owner_);
  terms.wanted = RecordSearch::Wanted::any;
  search_ = std::make_unique<RecordSearch>(
      call_, std::move(terms), [this](RecordSearch::Found found) { on_found(std::move(found)); },
      [this](RecordSearch::Nothing nothing) { on_nothing(std::move(nothing)); });
  lost_ = std::move(lost);
  search_->begin();
}

void Submit::on_found(RecordSearch::Found found) {
  if (paid_.claim() && is_doubtful_failure(found)) {
    lost_.reset();
    return call_.fail(told_of_failure(found));
  }
  found_id_ = std::move(found.record.request_id);
  search_->stop();
  std::optional<Job> job = known_job();
  if (const auto self = call_.finish()) deliver_(std::move(*job));
}

void Submit::on_nothing(RecordSearch::Nothing nothing) {
  LostAnswer lost = std::move(*std::exchange(lost_, std::nullopt));
  go_on_without_record(paid_, without_record(std::move(lost), nothing));
}

std::string Submit::no_job() const {
  if (receiver_.kind() == api::BodyKind::media || receiver_.has_foreign_bytes()) {
    return "The queue's answer is no job: it is " + receiver_.what_it_is() + '.';
  }
  return "The queue's answer names no job. " + told_answer(call_.engine().settings().key.scrub(receiver_.text()));
}

void Submit::keep_answer(const Error& error) {
  if (sink_->has_begun() || receiver_.text().empty()) return;
  std::string text = call_.engine().settings().key.scrub(receiver_.text());
  if (!tells_all_of(text, error)) receiver_.keep_text(std::move(text));
}

// The job may still be charged or fail: the money stays reserved until then.
void Submit::stop() noexcept {
  if (search_) search_->stop();
  try {
    if (const auto id = known_id()) paid_.leave_reservation_to_job(*id);
  } catch (...) {
    // Without memory it counts as possibly charged: no understatement.
  }
  paid_.stop();
}

// The call's limit may run out, or its caller may cancel it, in the middle of an answer that has told the id: the call
// then succeeds.
void Submit::deliver(Error error) noexcept {
  try {
    if (auto job = known_job()) return deliver_(std::move(*job));
    const bool ran_out = error.kind == ErrorKind::timeout && !lost_ && paid_.status() == 0;
    if (lost_) error = told_of_lost(std::move(error), *lost_, search_->so_far());
    note_sending(paid_, error);
    keep_answer(error);
    if (!error.rescued) error.rescued = sink_->rescue({});
    if ((ran_out || error.kind == ErrorKind::cancelled) && error.charge != Charge::none) {
      add_sentence(error.message, "The queue's answer had not come, so the job's id is not known.");
    }
  } catch (...) {
    // Without memory for the job, the error is returned.
  }
  deliver_(std::move(error));
}

// An answer that broke after the id still has it: whatever can be read is taken.
std::optional<std::string> Submit::known_id() const {
  if (!found_id_.empty()) return found_id_;
  if (!paid_.is_success()) return std::nullopt;
  std::optional<std::string> id = api::submitted_id(receiver_.text());
  if (id && call_.engine().settings().key.is_in(*id)) id.reset();
  return id;
}

std::optional<Job> Submit::known_job() {
  const std::optional<std::string> id = known_id();
  if (!id) return std::nullopt;
  if (on_submitted_) {
    try {
      on_submitted_(*id);
    } catch (...) {
      // An exception does not end the job: its id is returned.
    }
  }
  owner_.claim(*id);
  owner_.keep();
  JobFacts facts(call_.engine(), *id, paid_.sent_at(), request_, receiver_.text());
  return Job(std::make_shared<const detail::JobData>(call_.shared_engine(), std::move(facts)));
}

}  // namespace

Operation<Job> submit_now(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                          std::shared_ptr<Claim> claim) {
  return begin<Job>(engine, options, [&](Delivery<Job> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
    // Before the job is paid for: the wait opens its file only afterwards.
    if (std::optional<Error> problem = SinkWriter::problem_with(options.sink)) return std::move(*problem);
    return Call::of<Submit>(engine, options, TimeLimit{engine->settings().timeout, {}}, request, options,
                            std::move(claim), std::move(deliver));
  });
}

Operation<Job> submit(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options) {
  return keep(engine, request, options, CallKind::submit, submit_now);
}

}  // namespace segmind::call
