#pragma once

#include "service.hpp"

namespace segmind::testing {

/// A sandbox whose records are as a test likes them, and a client that asks them.
struct Account {
  explicit Account(sandbox::Options options = quick()) : server(std::move(options)), client(options_for(server)) {}

  std::uint64_t posts() const { return server.counts().generate + server.counts().submit; }

  sandbox::Server server;
  Client client;
};

inline CallOptions within(std::chrono::milliseconds limit) {
  CallOptions call;
  call.timeout = limit;
  return call;
}

inline Request of_prompt(const std::string& prompt) { return Wan27R2VRequest::Builder(prompt).duration(2s).build(); }

}  // namespace segmind::testing
