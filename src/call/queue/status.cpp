#include "call/queue/status.hpp"

#include <utility>

#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/queue/job_poll.hpp"

namespace segmind::call {
namespace {

JobState state_of(api::JobState state) noexcept {
  switch (state) {
    case api::JobState::queued: return JobState::queued;
    case api::JobState::processing: return JobState::processing;
    case api::JobState::completed: return JobState::completed;
    case api::JobState::failed: return JobState::failed;
    case api::JobState::unknown: break;
  }
  return JobState::other;
}

class Status final : public Step {
 public:
  Status(Call& call, const JobFacts& job, Delivery<JobStatus> deliver)
      : call_(call),
        poll_(call, job, Tries::Patience::as_policy, [this](const api::JobReport& report) { succeed(report); }),
        deliver_(std::move(deliver)) {}

 private:
  void begin() override {
    if (poll_.job().resumed) call_.engine().ledger().resumed(poll_.job().id);
    poll_.ask(poll_.job().status_address);
  }
  CallKind kind() const noexcept override { return CallKind::status; }
  void stop() noexcept override { poll_.stop(); }
  Charge charge() const noexcept override { return Charge::possible; }
  std::string last_problem() const override { return poll_.last_problem(); }
  void deliver(Error error) noexcept override { deliver_(std::move(error)); }

  void succeed(const api::JobReport& report) {
    JobStatus status{state_of(report.state), report.state_text, report.error.value_or("")};
    Ledger& ledger = call_.engine().ledger();
    const std::string& id = poll_.job().id;
    if (status.state == JobState::failed) ledger.job_ended(id, Charge::none, std::nullopt);
    if (status.state == JobState::completed) ledger.job_ended(id, Charge::charged, report.receipt.cost);
    if (const auto self = call_.finish()) deliver_(std::move(status));
  }

  Call& call_;
  JobPoll poll_;
  const Delivery<JobStatus> deliver_;
};

}  // namespace

Operation<JobStatus> status_of(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options) {
  const auto make = [&](Delivery<JobStatus> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options))
      return with_job(std::move(*refusal), CallKind::status, job.id);
    return Call::of<Status>(engine, options, TimeLimit{engine->settings().timeout, {}}, job, std::move(deliver));
  };
  Conclusion<JobStatus> conclusion;
  conclusion.conclude = [id = job.id](Result<JobStatus> told) -> Result<JobStatus> {
    if (!told) return with_job(std::move(told).error(), CallKind::status, id);
    return told;
  };
  return begin<JobStatus>(engine, options, make, conclusion);
}

}  // namespace segmind::call
