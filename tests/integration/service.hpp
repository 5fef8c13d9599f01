#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>

#include "../temporary_folder.hpp"
#include "segmind/sandbox/client_options.hpp"
#include "segmind/segmind.hpp"

namespace segmind::testing {

using namespace std::chrono_literals;

inline sandbox::Options quick() {
  sandbox::Options options;
  options.render = false;  // the shipped clip, at once
  return options;
}

inline ClientOptions options_for(const sandbox::Server& server) {
  ClientOptions options = sandbox::client_options(server);
  options.retry.attempts = 1;  // each test counts; those about retries allow more
  options.retry.first_wait = 5ms;
  options.retry.longest_wait = 20ms;
  options.retry.unknown_id_grace = 80ms;
  return options;
}

/// Of a client that leaves a lost answer at that, and asks no records.
inline ClientOptions bare_options_for(const sandbox::Server& server) {
  ClientOptions options = options_for(server);
  options.recover_from_records = false;
  return options;
}

inline ClientOptions pumped_options_for(const sandbox::Server& server) {
  ClientOptions options = options_for(server);
  options.pumped = true;
  return options;
}

inline Wan27R2VRequest a_request() {
  return Wan27R2VRequest::Builder("Image1 walks through a garden").duration(2s).build();
}

/// A sandbox that answers at once, and a client that talks to it.
class Service : public ::testing::Test {
 protected:
  explicit Service(ClientOptions (*options)(const sandbox::Server&) = options_for, sandbox::Options sandbox = quick())
      : server(std::move(sandbox)), client(options(server)) {}

  sandbox::Server server;
  Client client;

  std::uint64_t paid_posts() const { return server.counts().generate + server.counts().submit; }

  /// Until so many requests have arrived whose answer has not been sent; false when that takes too long.
  bool wait_until_waiting(std::uint64_t requests) const {
    return server.wait_for([requests](const sandbox::Counts& counts) { return counts.waiting == requests; });
  }
};

/// The same, with a client that leaves a lost answer at that.
class BareService : public Service {
 protected:
  BareService() : Service(bare_options_for) {}
};

inline std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline bool is_clip(std::string_view bytes) { return bytes.size() > 1000 && bytes.substr(4, 4) == "ftyp"; }

}  // namespace segmind::testing
