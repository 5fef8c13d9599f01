#pragma once

#include <cstdint>
#include <string>

namespace segmind::sandbox {

/// A PNG in colours of the seed. Each side has at most 100 pixels.
std::string picture(std::uint32_t width, std::uint32_t height, std::uint64_t seed);

}  // namespace segmind::sandbox
