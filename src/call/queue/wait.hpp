#pragma once

#include <memory>

#include "call/clip/clip_places.hpp"
#include "call/queue/queue_call.hpp"
#include "segmind/job.hpp"
#include "segmind/result.hpp"

namespace segmind::call {

/// Waits for a job and fetches its clip; `began` as in Call, `place` as in ClipFetch. Thread-safe.
Operation<Video> wait_for(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options,
                          net::Loop::Clock::time_point began = net::Loop::Clock::now(),
                          std::shared_ptr<ClipPlace> place = nullptr);

/// Asks once where a job is. Thread-safe.
Operation<JobStatus> status_of(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options);

}  // namespace segmind::call
