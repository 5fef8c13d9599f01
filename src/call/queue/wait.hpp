#pragma once

#include <memory>
#include <optional>

#include "call/clip/file_claims.hpp"
#include "call/engine.hpp"
#include "call/queue/job_facts.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"

namespace segmind::call {

/// Waits for a job and fetches its clip; `began` as in TimeLimit, `claim` as in ClipFetch. Thread-safe.
Operation<Media> wait_for(const std::shared_ptr<Engine>& engine, const JobFacts& job, const CallOptions& options,
                          std::optional<net::Clock::TimePoint> began = std::nullopt,
                          std::shared_ptr<FileClaim> claim = nullptr);

}  // namespace segmind::call
