#pragma once

#include <chrono>

#include "segmind/client.hpp"
#include "segmind/sandbox/remote_server.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

/// The options of a client that talks to this sandbox alone, a Server or a RemoteServer: key, addresses, and expected
/// times of 0, by which a job is polled after 10 ms and then every tenth of its age.
template <typename AnyServer>
ClientOptions client_options(const AnyServer& server) {
  ClientOptions options;
  options.api_key = server.api_key();
  options.base_url = server.base_url();
  options.storage_url = server.storage_url();
  options.expected_earliest = std::chrono::milliseconds{0};
  options.expected_latest = std::chrono::milliseconds{0};
  return options;
}

}  // namespace segmind::sandbox
