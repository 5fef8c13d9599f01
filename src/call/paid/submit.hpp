#pragma once

#include <memory>
#include <string>

#include "call/engine.hpp"
#include "segmind/call_options.hpp"
#include "segmind/job.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// Puts a request into the queue (v2). Thread-safe. Throws nothing but std::bad_alloc.
Operation<Job> submit(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options);

}  // namespace segmind::call
