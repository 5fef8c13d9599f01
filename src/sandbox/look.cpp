#include "sandbox/look.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace segmind::sandbox {
namespace {

/// splitmix64: gives neighbouring seeds different pictures.
class Dice {
 public:
  explicit Dice(std::int64_t seed) : state_(static_cast<std::uint64_t>(seed)) {}

  double between(double low, double high) {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ z >> 30U) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ z >> 27U) * 0x94d049bb133111ebULL;
    z ^= z >> 31U;
    return low + (high - low) * static_cast<double>(z >> 11U) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

using Colour = std::array<int, 3>;

/// From hue (turns), saturation and value, all 0 to 1.
Colour colour(double hue, double saturation, double value) {
  Colour rgb{};
  for (int i = 0; i < 3; ++i) {
    const double shifted = hue * 6 + (i == 0 ? 5 : i == 1 ? 3 : 1);
    const double k = shifted - 6 * std::floor(shifted / 6);
    const double depth = std::max(0.0, std::min({k, 4 - k, 1.0}));
    rgb[static_cast<std::size_t>(i)] = static_cast<int>(std::lround(255 * (value - value * saturation * depth)));
  }
  return rgb;
}

/// A number as ffmpeg reads it, independent of the program's locale.
std::string text(double number) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed, 3).ptr;
  return {digits.data(), end};
}

/// A wave across the picture, from 0 to 1, that moves with time.
std::string wave(Dice& dice) {
  const double across = dice.between(2, 5);
  const double down = dice.between(-4, 4);
  const double speed = dice.between(0.6, 1.3);
  const double start = dice.between(0, 6.28);
  return "(0.5+0.5*sin(" + text(across) + "*X/W+" + text(down) + "*Y/H+" + text(speed) + "*T+" + text(start) + "))";
}

}  // namespace

Look look_of(std::int64_t seed) {
  Dice dice(seed);
  const double hue = dice.between(0, 1);
  const double turn = dice.between(0.07, 0.16);
  // Dark enough everywhere for white text.
  const std::array<Colour, 4> colours = {colour(hue, 0.75, 0.30), colour(hue + turn, 0.70, 0.62),
                                         colour(hue + 2 * turn, 0.62, 0.72), colour(hue + 0.5, 0.60, 0.45)};
  const std::string one = wave(dice);
  const std::string two = wave(dice);
  const std::array<std::string, 3> channels = {"r", "g", "b"};
  Look look;
  look.background = "geq=";
  for (std::size_t i = 0; i < channels.size(); ++i) {
    const auto part = [&](std::size_t which) { return std::to_string(colours[which][i]); };
    // The two waves are the coordinates between the four colours.
    look.background += (i == 0 ? "" : ":") + channels[i] + "='st(0," + one + ");st(1," + two + ");(1-ld(1))*(" +
                       part(0) + "*(1-ld(0))+" + part(1) + "*ld(0))+ld(1)*(" + part(3) + "*(1-ld(0))+" + part(2) +
                       "*ld(0))'";
  }
  const Colour bright = colour(hue + 0.5 + turn, 0.55, 1.0);
  std::array<char, 16> hex{};
  std::snprintf(hex.data(), hex.size(), "0x%02x%02x%02x", bright[0], bright[1], bright[2]);
  look.accent = hex.data();
  return look;
}

}  // namespace segmind::sandbox
