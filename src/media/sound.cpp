#include "media/sound.hpp"

#include <algorithm>
#include <string_view>

#include "media/binary.hpp"
#include "media/mp3.hpp"

namespace segmind::media {
namespace {

// Bounds the work for a malicious file of countless tiny chunks.
constexpr int max_parts = 1000;

bool is_wav(const ByteSource& source) {
  const std::string head = source.read(0, 12);
  return has_at(head, 0, "RIFF") && has_at(head, 8, "WAVE");
}

struct Wav {
  bool was_read = false;  // to its sound, or to its end
  std::uint64_t sound = 0;
  std::uint64_t announced = 0;
  std::uint64_t bytes_per_second = 0;
};

Wav read_wav(const ByteSource& source) {
  Wav found;
  std::uint64_t at = 12;
  for (int i = 0; i < max_parts; ++i) {
    found.was_read = at + 8 >= source.size;
    if (found.was_read) return found;
    const std::string head = source.read(at, 24);
    const std::uint64_t size = little_endian(head, 4, 4);
    if (has_at(head, 0, "fmt ")) found.bytes_per_second = little_endian(head, 16, 4);
    if (has_at(head, 0, "data")) {
      found.was_read = true;
      found.announced = size;
      found.sound = source.size - at - 8;
      return found;
    }
    at += 8 + size + size % 2;
  }
  return found;
}

bool is_silent_wav(const ByteSource& source) {
  const Wav found = read_wav(source);
  return found.was_read && found.sound == 0;
}

// Behind a tag, or several, programs leave padding.
bool is_silent_mp3(const ByteSource& source) {
  constexpr std::uint64_t tag_head = 10;
  constexpr std::size_t longest_padding = 64 * 1024;
  std::uint64_t at = 0;
  std::string head = source.read(at, tag_head);
  for (int i = 0; i < max_parts && has_mp3_tag(head); ++i) {
    std::uint64_t size = 0;
    for (std::size_t digit = 6; digit < tag_head; ++digit) size = size << 7 | (byte_at(head, digit) & 0x7F);
    const bool has_footer = (byte_at(head, 5) & 0x10) != 0;
    at += tag_head + size + (has_footer ? tag_head : 0);
    head = source.read(at, tag_head);
  }
  if (at == 0) return false;
  const std::string bytes = source.read(at, longest_padding);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (is_mp3_frame(std::string_view(bytes).substr(i, 4))) return false;
  }
  return bytes.size() < longest_padding;  // else it may begin behind
}

}  // namespace

std::string sound_problem(const ByteSource& source) {
  const bool is_silent = is_wav(source) ? is_silent_wav(source) : is_silent_mp3(source);
  return is_silent ? "It has no sound. Copy or export it again." : std::string();
}

std::optional<std::chrono::duration<double>> wav_play_time(const ByteSource& source) {
  if (!is_wav(source)) return std::nullopt;
  const Wav found = read_wav(source);
  // A program that writes to a pipe does not know the size and writes none, or a huge one.
  const std::uint64_t there = std::min(found.announced, found.sound);
  if (there == 0 || found.bytes_per_second == 0) return std::nullopt;
  return std::chrono::duration<double>(static_cast<double>(there) / static_cast<double>(found.bytes_per_second));
}

}  // namespace segmind::media
