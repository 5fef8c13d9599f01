#pragma once

#include <memory>
#include <utility>

#include "call/queue/queue_call.hpp"

namespace segmind::detail {

/// What a Job holds: facts, and the engine that asks about them.
struct JobData {
  JobData(std::shared_ptr<call::Engine> made_in, call::JobFacts known)
      : engine(std::move(made_in)), facts(std::move(known)) {}

  const std::shared_ptr<call::Engine> engine;
  const call::JobFacts facts;
};

}  // namespace segmind::detail
