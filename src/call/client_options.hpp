#pragma once

#include <memory>

#include "call/engine.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "segmind/client.hpp"

namespace segmind::call {

/// Everything that keeps these options from being used; a missing key, too.
Violations violations(const ClientOptions& options);

/// What a simulation gives in place of the network and the time. Null: the real ones.
struct Seams {
  std::unique_ptr<net::Transport> transport;
  std::shared_ptr<const net::Clock> clock;
};

/// The engine of a client with these options, which have no violation. Throws what the constructors of Engine and
/// net::CurlTransport throw.
std::shared_ptr<Engine> make_engine(ClientOptions options, Seams seams = {});

}  // namespace segmind::call
