#pragma once

#include <cassert>
#include <chrono>
#include <fstream>
#include <iostream>
#include <segmind/sandbox/server.hpp>
#include <segmind/segmind.hpp>
#include <string>

#include "../media_samples.hpp"

/// The local picture that the README uploads.
inline void write_hero() { std::ofstream("hero.png", std::ios::binary) << segmind::testing::png(640, 480); }

/// Options that send a client to a sandbox which lives as long as the program.
inline segmind::ClientOptions sandbox_options() {
  static const segmind::sandbox::Server server([] {
    segmind::sandbox::Options options;
    options.render = false;
    return options;
  }());
  segmind::ClientOptions options;
  options.api_key = server.api_key();
  options.base_url = server.base_url();
  options.storage_url = server.storage_url();
  options.expected_earliest = std::chrono::milliseconds(10);  // the sandbox is not as slow as the service
  options.expected_latest = std::chrono::milliseconds(100);
  return options;
}
