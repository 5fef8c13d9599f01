#pragma once

#include <memory>

#include "call/engine.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "segmind/client.hpp"

namespace segmind::call {

/// Everything that keeps these options from being used; a missing key, too.
Violations violations(const ClientOptions& options);

/// The engine of a client with these options, which have no violation. Throws what Engine's constructor throws.
std::shared_ptr<Engine> make_engine(ClientOptions options);

}  // namespace segmind::call
