#pragma once

#include <cstdint>
#include <string>

namespace segmind::sandbox {

/// A PNG of so many pixels, each side at most 100: a run of colours that belongs to the seed.
std::string picture(std::uint32_t width, std::uint32_t height, std::uint64_t seed);

}  // namespace segmind::sandbox
