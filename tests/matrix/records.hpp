#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "segmind/sandbox/options.hpp"

namespace segmind::matrix {

/// What the service's records are like, and its clock.
struct Records {
  std::string name;
  sandbox::RecordOptions options{};
  std::chrono::milliseconds clock_offset{0};

  void apply_to(sandbox::Options& server) const {
    server.records = options;
    server.clock_offset = clock_offset;
  }
};

/// Those that are known, or feared: from rows that come late to all of it at once, which is the last.
std::vector<Records> all_kinds_of_records();

}  // namespace segmind::matrix
