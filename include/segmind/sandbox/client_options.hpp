#pragma once

#include <chrono>

#include "segmind/client.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

/// The options of a client that talks to this sandbox alone: its key and addresses, and expected times by which a job
/// is asked for after 10 ms and then at most a tenth of its age late, however long the sandbox takes.
inline ClientOptions client_options(const Server& server) {
  ClientOptions options;
  options.api_key = server.api_key();
  options.base_url = server.base_url();
  options.storage_url = server.storage_url();
  options.expected_earliest = std::chrono::milliseconds{0};
  options.expected_latest = std::chrono::milliseconds{0};
  return options;
}

}  // namespace segmind::sandbox
