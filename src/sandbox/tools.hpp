#pragma once

#include <optional>
#include <string>

#include "sandbox/process.hpp"
#include "sandbox/scene.hpp"

namespace segmind::sandbox {

/// Finds the tools for drawing. Nothing: clips cannot be drawn. `notice` says why, or what is missing.
std::optional<Tools> find_tools(const std::string& ffmpeg, Processes& processes, std::string& notice);

}  // namespace segmind::sandbox
