#pragma once

#include <chrono>
#include <optional>

#include "sandbox/control/waits.hpp"
#include "sandbox/tally.hpp"

namespace segmind::sandbox {

/// A request about what a server has seen, which may wait for its answer.
struct Question {
  std::chrono::milliseconds time{0};
  Waits::Look look;
};

/// Nothing: the path is none of them. Throws ControlRefusal. The tally must outlive the question.
std::optional<Question> question_of(const ControlRequest& request, const Tally& tally);

/// Their paths.
const std::vector<std::string_view>& question_paths();

}  // namespace segmind::sandbox
