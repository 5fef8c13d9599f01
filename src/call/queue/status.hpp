#pragma once

#include <memory>

#include "call/engine.hpp"
#include "call/queue/job_facts.hpp"
#include "segmind/job.hpp"

namespace segmind::call {

/// Polls a job until there is an answer. Thread-safe.
Operation<JobStatus> status_of(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options);

}  // namespace segmind::call
