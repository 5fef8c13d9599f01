#pragma once

#include <string>
#include <utility>
#include <vector>

namespace segmind::sandbox {

/// Thrown by what answers a control request: the status, and all that is wrong.
struct ControlRefusal {
  int status;
  std::vector<std::string> problems;
};

/// Throws a 400 where there are problems.
inline void refuse_if_any(std::vector<std::string> problems) {
  if (!problems.empty()) throw ControlRefusal{400, std::move(problems)};
}

}  // namespace segmind::sandbox
