#include "segmind/job.hpp"

#include <utility>

#include "call/exchange/failure.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/queue/job_data.hpp"
#include "call/queue/status.hpp"
#include "call/queue/wait.hpp"
#include "segmind/exception.hpp"

namespace segmind {

std::string_view to_string(JobState state) noexcept {
  switch (state) {
    case JobState::queued: return "queued";
    case JobState::processing: return "processing";
    case JobState::completed: return "completed";
    case JobState::failed: return "failed";
    case JobState::other: break;
  }
  return "other";
}

Job::Job(std::shared_ptr<const detail::JobData> data) noexcept : data_(std::move(data)) {}

const std::string& Job::id() const noexcept { return data_->facts.id; }

std::chrono::system_clock::time_point Job::expires_at() const noexcept { return data_->facts.expires_at(); }

JobStatus Job::status(const CallOptions& options) const { return try_status(options).value(); }

Result<JobStatus> Job::try_status(const CallOptions& options) const noexcept {
  return call::without_exceptions([&] {
    return call::run<JobStatus>(
        *data_->engine, options, [this](const CallOptions& here) { return status_async(here); }, Charge::possible);
  });
}

Operation<JobStatus> Job::status_async(const CallOptions& options) const {
  return call::status_of(data_->engine, data_->facts, options);
}

Video Job::wait(const CallOptions& options) const { return try_wait(options).value(); }

Result<Video> Job::try_wait(const CallOptions& options) const noexcept {
  return call::without_exceptions([&] {
    return call::run<Video>(
        *data_->engine, options, [this](const CallOptions& here) { return wait_async(here); }, Charge::possible);
  });
}

Operation<Video> Job::wait_async(const CallOptions& options) const {
  return call::wait_for(data_->engine, data_->facts, options);
}

}  // namespace segmind
