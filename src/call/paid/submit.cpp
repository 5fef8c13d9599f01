#include "call/paid/submit.hpp"

#include <optional>
#include <utility>

#include "api/limits.hpp"
#include "api/queue.hpp"
#include "call/clip/clip_receiver.hpp"
#include "call/clip/sink_writer.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/paid/kept.hpp"
#include "call/paid/paid_request.hpp"
#include "call/queue/job_data.hpp"
#include "text/utf8.hpp"

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
        paid_(call, *this, request, options, way_of(call, request, std::move(claim))) {}

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
  bool needs_a_moment() const noexcept override { return paid_.has_left(); }
  Charge charge() const noexcept override { return paid_.charge(); }
  void deliver(Error error) noexcept override;

  void on_success(const net::Head&) override { receiver_.restart(false); }
  bool take(const std::byte* data, std::size_t size) override { return receiver_.take(data, size); }
  void on_success_end(const net::Outcome& outcome, std::optional<Error> broken) override;
  // The queue's 200 is no bill yet: the job is charged when it completes, and not when it fails (documented).
  // A clip that came instead of a job is paid for.
  Charge charge_of_attempt(Charge by_status) const noexcept override {
    return receiver_.kind() == api::BodyKind::media ? Charge::charged : std::min(by_status, Charge::possible);
  }

  std::string no_job() const;
  std::optional<std::string> id_in_answer() const;
  std::optional<Job> job_in_answer();

  Call& call_;
  const Request request_;
  const std::unique_ptr<SinkWriter> sink_ = SinkWriter::create(Sink::memory(), {});  // for what comes instead of a job
  ClipReceiver receiver_;
  const Function<void(std::string_view)> on_submitted_;
  const Delivery<Job> deliver_;
  PaidRequest paid_;
};

void Submit::on_success_end(const net::Outcome&, std::optional<Error> broken) {
  receiver_.finish();
  if (auto job = job_in_answer()) {
    if (const auto self = call_.finish()) deliver_(std::move(*job));
    return;
  }
  if (receiver_.sink_error()) return paid_.fail_after_success(*receiver_.sink_error());
  paid_.fail_after_success(broken ? std::move(*broken) : bad_response(no_job()));
}

std::string Submit::no_job() const {
  if (receiver_.kind() == api::BodyKind::media || receiver_.has_foreign_bytes()) {
    return "The queue's answer is no job: it is " + receiver_.what_it_is() + '.';
  }
  const std::string shown = call_.engine().settings().key.scrub(receiver_.text());
  return "The queue's answer names no job: " + text::excerpt(shown, api::limits::max_message_bytes);
}

// A job that the answer names may still be charged, or fail: the money that was set aside waits for that.
void Submit::stop() noexcept {
  try {
    if (const auto id = id_in_answer()) paid_.leave_reservation_to_job(*id);
  } catch (...) {
    // Without memory it counts as possibly charged, which is not wrong.
  }
  paid_.stop();
}

// The call's limit may run out, or its caller lose patience, in the middle of an answer that has told the id already:
// then the call has done what it was for.
void Submit::deliver(Error error) noexcept {
  try {
    if (auto job = job_in_answer()) return deliver_(std::move(*job));
    if (!error.rescued && error.kind != ErrorKind::cancelled) error.rescued = sink_->rescue({});
    if (error.kind == ErrorKind::cancelled && error.charge != Charge::none) {
      add_sentence(error.message, "The queue's answer had not come, so the job's id is not known.");
    }
  } catch (...) {
    // Without memory for the job, its error is what can be told.
  }
  deliver_(std::move(error));
}

// An answer that broke after the id still has it: whatever can be read is taken.
std::optional<std::string> Submit::id_in_answer() const {
  if (!paid_.is_success()) return std::nullopt;
  std::optional<std::string> id = api::submitted_id(receiver_.text());
  if (id && call_.engine().settings().key.is_in(*id)) id.reset();
  return id;
}

std::optional<Job> Submit::job_in_answer() {
  const std::optional<std::string> id = id_in_answer();
  if (!id) return std::nullopt;
  if (on_submitted_) {
    try {
      on_submitted_(*id);
    } catch (...) {
      // The job exists all the same; its id is returned.
    }
  }
  JobFacts facts(call_.engine(), *id, paid_.sent_at(), request_, receiver_.text());
  return Job(std::make_shared<const detail::JobData>(call_.shared_engine(), std::move(facts)));
}

}  // namespace

Operation<Job> submit_now(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                          std::shared_ptr<Claim> claim) {
  return begin<Job>(engine, options, [&](Delivery<Job> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
    return Call::of<Submit>(engine, options, TimeLimit{engine->settings().timeout, {}}, request, options,
                            std::move(claim), std::move(deliver));
  });
}

Operation<Job> submit(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options) {
  return keep(engine, request, options, CallKind::submit, submit_now);
}

}  // namespace segmind::call
