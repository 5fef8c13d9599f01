#include <utility>

#include "api/endpoints.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/queue/wait.hpp"

namespace segmind::call {
namespace {

JobState state_of(api::JobState state) noexcept {
  switch (state) {
    case api::JobState::queued:
      return JobState::queued;
    case api::JobState::processing:
      return JobState::processing;
    case api::JobState::completed:
      return JobState::completed;
    case api::JobState::failed:
      return JobState::failed;
    case api::JobState::unknown:
      break;
  }
  return JobState::other;
}

class Status final : public QueueCall {
 public:
  Status(const std::shared_ptr<Engine>& made_in, const JobFacts& job, const CallOptions& options,
         Delivery<JobStatus> deliver)
      : QueueCall(made_in, job, options, made_in->settings().timeout), deliver_(std::move(deliver)) {}

 private:
  void start() override { ask(api::status_path(job().id)); }
  bool patient() const noexcept override { return failures() < retry().attempts; }
  Charge charge_now() const noexcept override { return Charge::possible; }
  void deliver_error(Error error) noexcept override { deliver_(std::move(error)); }

  void on_report(const api::JobReport& report) override {
    const Secret& key = engine().settings().key;
    JobStatus status{state_of(report.state), key.scrub(report.state_text), key.scrub(report.error.value_or(""))};
    if (status.state == JobState::failed) engine().ledger().job_ended(job().id, Charge::none, std::nullopt);
    if (status.state == JobState::completed) {
      engine().ledger().job_ended(job().id, Charge::charged, report.receipt.cost);
    }
    if (const auto self = finish()) deliver_(std::move(status));
  }

  const Delivery<JobStatus> deliver_;
};

}  // namespace

Operation<JobStatus> status_of(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options) {
  const auto make = [&](Delivery<JobStatus> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return with_job(std::move(*refusal), job.id);
    const std::shared_ptr<Call> call = std::make_shared<Status>(engine, job, options, std::move(deliver));
    return call;
  };
  return begin<JobStatus, JobStatus>(engine, options, make, [id = job.id](Result<JobStatus> told) -> Result<JobStatus> {
    if (!told) return with_job(std::move(told).error(), id);
    return told;
  });
}

}  // namespace segmind::call
