#pragma once

#include <memory>
#include <utility>

#include "call/engine.hpp"
#include "call/queue/job_facts.hpp"
#include "segmind/job.hpp"

namespace segmind::detail {

/// What a Job holds: facts, and the engine that asks about them.
struct JobData {
  JobData(std::shared_ptr<call::Engine> made_in, call::JobFacts known)
      : engine(std::move(made_in)), facts(std::move(known)) {}

  const std::shared_ptr<call::Engine> engine;
  const call::JobFacts facts;
};

/// What the library alone may see of a job.
struct JobAccess {
  static const call::JobFacts& facts(const Job& job) noexcept { return job.data_->facts; }
};

}  // namespace segmind::detail
