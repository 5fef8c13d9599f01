#include "media/play_time.hpp"

#include <algorithm>

#include "media/binary.hpp"

namespace segmind::media {
namespace {

// Bounds the work for a malicious file of countless tiny chunks.
constexpr int max_parts = 1000;

}  // namespace

std::optional<std::chrono::duration<double>> wav_play_time(const ByteSource& source) {
  if (!has_at(source.read(0, 12), 0, "RIFF") || !has_at(source.read(0, 12), 8, "WAVE")) return std::nullopt;
  std::uint64_t bytes_per_second = 0;
  std::uint64_t at = 12;
  for (int i = 0; i < max_parts && at + 8 <= source.size; ++i) {
    const std::string head = source.read(at, 24);
    const std::uint64_t size = little_endian(head, 4, 4);
    if (has_at(head, 0, "fmt ")) bytes_per_second = little_endian(head, 16, 4);
    if (has_at(head, 0, "data")) {
      // A program that writes to a pipe does not know the size and writes a huge one.
      const std::uint64_t there = std::min(size, source.size - at - 8);
      if (there == 0 || bytes_per_second == 0) return std::nullopt;
      return std::chrono::duration<double>(static_cast<double>(there) / static_cast<double>(bytes_per_second));
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

}  // namespace segmind::media
