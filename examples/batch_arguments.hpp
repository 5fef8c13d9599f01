#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the command line of `batch` asks for.
struct BatchArguments {
  std::string manifest;
  std::string state;  ///< Beside the manifest, unless given.
  std::size_t in_flight = 8;
  int requests_per_minute = 0;
  std::optional<double> limit;  // dollars
  bool resubmit_uncertain = false;
  bool strict = false;
  std::optional<std::string> base_url;
  std::optional<std::chrono::seconds> expected;
  bool help = false;

  /// Everything that could not be understood, each as a sentence.
  std::vector<std::string> problems;
};

BatchArguments parse_batch_arguments(int argc, char** argv);

std::string_view batch_usage() noexcept;
