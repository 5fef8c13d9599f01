#include <utility>

#include "call/exchange/failure.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/queue/job_data.hpp"
#include "call/recovery/recover.hpp"
#include "call/recovery/recovered_clip.hpp"

namespace segmind::call {
namespace {

class RecoverJob final : public Step {
 public:
  RecoverJob(Call& call, LostRequest lost, Delivery<Job> deliver)
      : call_(call),
        lost_(std::move(lost)),
        deliver_(std::move(deliver)),
        owner_(call.engine().records().claims(), lost_.claim),
        search_(
            call, lost_.terms(call, owner_, RecordSearch::Wanted::any),
            [this](const RecordSearch::Found& found) { on_found(found); },
            [this](const RecordSearch::Nothing& nothing) { call_.fail(lost_.not_found(nothing)); }) {}

 private:
  void begin() override { search_.begin(); }
  CallKind kind() const noexcept override { return lost_.kind; }
  void stop() noexcept override { search_.stop(); }
  Charge charge() const noexcept override { return lost_.charge; }
  std::string last_problem() const override { return search_.so_far().words; }
  void deliver(Error error) noexcept override { deliver_(std::move(error)); }

  void on_found(const RecordSearch::Found& found) {
    if (is_doubtful_failure(found)) return call_.fail(told_of_failure(found));
    owner_.keep();
    const auto sent = found.record.created.value_or(
        call_.engine().clock().time_of_day() -
        std::chrono::duration_cast<net::Clock::TimeOfDay::duration>(call_.now() - lost_.sent));
    JobFacts facts(call_.engine(), found.record.request_id, sent);
    Job job(std::make_shared<const detail::JobData>(call_.shared_engine(), std::move(facts)));
    if (const auto self = call_.finish()) deliver_(std::move(job));
  }

  Call& call_;
  const LostRequest lost_;
  const Delivery<Job> deliver_;
  RecordHolder owner_;
  RecordSearch search_;
};

}  // namespace

Operation<Job> recover_job(const std::shared_ptr<Engine>& engine, LostRequest lost, const CallOptions& options) {
  return begin<Job>(engine, options, [&](Delivery<Job> deliver) -> Result<std::shared_ptr<Call>> {
    return Call::of<RecoverJob>(engine, options, TimeLimit{engine->settings().timeout, {}}, std::move(lost),
                                std::move(deliver));
  });
}

}  // namespace segmind::call
