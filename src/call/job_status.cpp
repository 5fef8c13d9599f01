#include <functional>
#include <utility>

#include "api/endpoints.hpp"
#include "call/blocking.hpp"
#include "call/wait.hpp"
#include "call/waiter.hpp"

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
  using Done = std::function<void(Result<JobStatus>)>;

  Status(const std::shared_ptr<Engine>& made_in, const JobFacts& job, const CallOptions& options, Done done)
      : QueueCall(made_in, job, options, made_in->settings().timeout), done_(std::move(done)) {}

 private:
  void start() override { ask(api::status_path(job().id)); }
  bool patient() const noexcept override { return failures() < retry().attempts; }
  Charge charge_now() const noexcept override { return Charge::none; }
  void deliver_error(Error error) noexcept override { done_(std::move(error)); }

  void on_report(const api::JobReport& report) override {
    const Secret& key = engine().settings().key;
    JobStatus status{state_of(report.state), key.scrub(report.state_text), key.scrub(report.error.value_or(""))};
    if (const auto self = finish()) done_(std::move(status));
  }

  Done done_;
};

}  // namespace

Result<JobStatus> status_of(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options) {
  if (std::optional<Error> refusal = unusable(*engine, options)) return std::move(*refusal);
  const auto waiter = std::make_shared<Waiter<Result<JobStatus>>>();
  std::make_shared<Status>(engine, job, options, [waiter](Result<JobStatus> result) {
    waiter->give(std::move(result));
  })->begin();
  return waiter->wait();
}

}  // namespace segmind::call
