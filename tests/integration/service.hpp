#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <random>
#include <sstream>
#include <string>
#include <thread>

#include "segmind/sandbox/server.hpp"
#include "segmind/segmind.hpp"

namespace segmind::testing {

using namespace std::chrono_literals;

inline sandbox::Options quick() {
  sandbox::Options options;
  options.render = false;  // the shipped clip, at once
  return options;
}

inline ClientOptions options_for(const sandbox::Server& server) {
  ClientOptions options;
  options.api_key = server.api_key();
  options.base_url = server.base_url();
  options.retry.attempts = 1;  // each test counts; those about retries allow more
  options.retry.first_wait = 5ms;
  options.retry.longest_wait = 20ms;
  options.expected_earliest = 0ms;  // jobs of the sandbox end at once
  options.expected_latest = 100ms;
  return options;
}

inline Wan27R2VRequest a_request() {
  return Wan27R2VRequest::Builder("Image1 walks through a garden").duration(2s).build();
}

/// A sandbox that answers at once, and a client that talks to it.
class Service : public ::testing::Test {
 protected:
  sandbox::Server server{quick()};
  Client client{options_for(server)};

  std::uint64_t paid_posts() const { return server.counts().generate + server.counts().submit; }
};

/// A folder of the test's own, gone with it.
class Folder {
 public:
  Folder() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    static std::atomic<int> next{0};
    std::ostringstream name;
    name << "segmind-" << test->name() << '-' << std::hex << std::random_device()() << '-' << next++;
    path_ = std::filesystem::temp_directory_path() / name.str();
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator()));
  }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline bool is_clip(std::string_view bytes) { return bytes.size() > 1000 && bytes.substr(4, 4) == "ftyp"; }

}  // namespace segmind::testing
