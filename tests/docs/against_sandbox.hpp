#pragma once

#include <cassert>
#include <chrono>
#include <fstream>
#include <iostream>
#include <segmind/sandbox/client_options.hpp>
#include <segmind/segmind.hpp>
#include <string>

#include "../media_samples.hpp"

/// The local picture that README.md uploads.
inline void write_hero() { std::ofstream("hero.png", std::ios::binary) << segmind::testing::png(640, 480); }

/// Options that send a client to a sandbox which lives as long as the program.
inline segmind::ClientOptions sandbox_options() {
  static const segmind::sandbox::Server server([] {
    segmind::sandbox::Options options;
    options.render = false;
    return options;
  }());
  return segmind::sandbox::client_options(server);
}
