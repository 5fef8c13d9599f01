#pragma once

#include <optional>
#include <string>

#include "sandbox/process.hpp"
#include "sandbox/scene.hpp"

namespace segmind::sandbox {

/// Looks what there is to draw with. Nothing, when clips cannot be drawn at all; `notice` says why, or what is missing.
std::optional<Tools> find_tools(const std::string& ffmpeg, Processes& processes, std::string& notice);

}  // namespace segmind::sandbox
