#include "call/queue/wait.hpp"

#include <utility>

#include "api/endpoints.hpp"
#include "call/clip/clip_fetch.hpp"
#include "call/lifecycle/durations.hpp"
#include "call/queue/job_clip.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

/// From `began` until the service forgets the job, plus ClientOptions::timeout: for a clip that is arriving by then,
/// and for a service whose hour is longer.
milliseconds lifetime(const JobFacts& job, net::Clock::TimePoint began, milliseconds call_timeout) {
  const auto gone = std::chrono::duration_cast<milliseconds>(job.clock->now() - began);
  return gone + job.time_left() + bounded(call_timeout);
}

class Wait final : public Step {
 public:
  Wait(Call& call, const JobFacts& job, SinkWriter& sink, ClipDone done)
      : call_(call),
        done_(std::move(done)),
        clip_(call, job, sink, [this](Receipt receipt) { succeed(std::move(receipt)); }) {}

 private:
  void begin() override { clip_.begin(); }
  CallKind kind() const noexcept override { return CallKind::wait; }
  void stop() noexcept override { clip_.stop(); }
  Charge charge() const noexcept override { return clip_.charge(); }
  std::string last_problem() const override { return clip_.last_problem(); }
  void deliver(Error error) noexcept override;

  void succeed(Receipt receipt) {
    const int attempts = call_.attempts();
    if (const auto self = call_.finish()) done_(Arrived{std::move(receipt), attempts});
  }

  Call& call_;
  const ClipDone done_;
  JobClip clip_;
};

void Wait::deliver(Error error) noexcept {
  try {
    error.request_id = clip_.job().id;
    error.address = call_.engine().settings().key.scrub(clip_.address());
    clip_.keep_answer(error);
  } catch (...) {
    // An error without its hint is better than none.
  }
  done_(std::move(error));
}

}  // namespace

Operation<Media> wait_for(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options,
                          std::optional<net::Clock::TimePoint> began, std::shared_ptr<FileClaim> claim) {
  ClipFetch fetch;
  fetch.mark = api::percent_encoded(job.id);
  fetch.claim = std::move(claim);
  fetch.make_call = [&](SinkWriter& sink, ClipDone done) {
    const net::Clock::TimePoint beginning = began.value_or(engine->clock().now());
    const TimeLimit limit{lifetime(job, beginning, engine->settings().timeout), beginning};
    return Call::of<Wait>(engine, options, limit, job, sink, std::move(done));
  };
  fetch.amend = [id = job.id](Error error) { return with_job(std::move(error), CallKind::wait, id); };
  if (job.entry)
    fetch.tell = [engine, entry = *job.entry](const Result<Media>& clip) { report_clip(*engine, entry, clip); };
  return fetch_clip(engine, options, std::move(fetch));
}

}  // namespace segmind::call
