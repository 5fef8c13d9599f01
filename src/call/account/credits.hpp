#pragma once

#include <memory>

#include "call/lifecycle/operation.hpp"
#include "segmind/money.hpp"

namespace segmind::call {

/// Queries the account's balance, with retries after every failure that may pass. Thread-safe. Throws only
/// std::bad_alloc.
Operation<Credits> credits(const std::shared_ptr<Engine>& engine, const CallOptions& options);

}  // namespace segmind::call
