#pragma once

#include "sandbox/forms/value.hpp"
#include "sandbox/remote/line.hpp"

namespace segmind::sandbox {

/// Asks, and returns the answer's JSON object. Throws std::invalid_argument where the program refuses what was sent,
/// and std::runtime_error where it fails, cannot be reached or answers no JSON.
nlohmann::json json_from(const Line& line, const Line::Order& order);

/// Reads a part of an answer. Throws std::runtime_error where it is not of that form, as from another version.
template <typename Value>
Value part_of(const nlohmann::json& answer, const char* name) {
  std::vector<std::string> problems;
  Value value{};
  if (answer.contains(name)) {
    read(answer[name], value, forms::Place(name, problems));
  } else {
    problems.push_back(std::string("the member '") + name + "' is missing");
  }
  if (problems.empty()) return value;
  throw std::runtime_error("sandbox: an answer of the control interface cannot be read: " + problems.front());
}

}  // namespace segmind::sandbox
