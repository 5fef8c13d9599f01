#pragma once

#include <memory>
#include <utility>

#include "call/engine.hpp"
#include "call/queue/job_facts.hpp"
#include "segmind/job.hpp"

namespace segmind::detail {

/// What a Job holds: facts about it, and the engine that polls it.
struct JobData {
  JobData(std::shared_ptr<call::Engine> made_in, call::JobFacts known)
      : engine(std::move(made_in)), facts(std::move(known)) {}

  const std::shared_ptr<call::Engine> engine;
  const call::JobFacts facts;
};

/// The library's access to a job's internals.
struct JobAccess {
  static const call::JobFacts& facts(const Job& job) noexcept { return job.data_->facts; }
};

}  // namespace segmind::detail
