#pragma once

#include <cstdint>
#include <string>

namespace segmind::sandbox {

/// What a seed decides: four colours that flow into each other, their movement, and one bright colour.
struct Look {
  std::string background;  ///< ffmpeg's geq filter, to be drawn small and scaled up.
  std::string accent;      ///< 0xRRGGBB
};

Look look_of(std::int64_t seed);

}  // namespace segmind::sandbox
