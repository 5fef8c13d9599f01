#pragma once

#include <memory>
#include <string>

#include "call/engine.hpp"
#include "segmind/call_options.hpp"
#include "segmind/result.hpp"

namespace segmind::call {

/// Puts one request into the queue (v2) and returns the job's id. Thread-safe.
/// May throw std::bad_alloc or std::system_error, before anything was sent.
Result<std::string> submit(const std::shared_ptr<Engine>& engine, std::string body, const CallOptions& options);

}  // namespace segmind::call
