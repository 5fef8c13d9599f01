#pragma once

#include <memory>

#include "call/lifecycle/operation.hpp"
#include "segmind/money.hpp"

namespace segmind::call {

/// Asks what is left on the account. Costs nothing, so it is asked again after every failure that may pass.
/// Thread-safe. Throws std::bad_alloc at the most.
Operation<Credits> credits(const std::shared_ptr<Engine>& engine, const CallOptions& options);

}  // namespace segmind::call
