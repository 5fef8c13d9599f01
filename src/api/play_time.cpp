#include "api/play_time.hpp"

#include <algorithm>

#include "api/binary.hpp"

namespace segmind::api {
namespace {

using Seconds = std::chrono::duration<double>;

// A file that means harm can be made of countless tiny parts.
constexpr int max_parts = 1000;

std::optional<Seconds> ratio(double amount, double per_second) {
  if (!(amount > 0) || !(per_second > 0)) return std::nullopt;
  return Seconds(amount / per_second);
}

std::optional<Seconds> wav_time(const ByteSource& source) {
  std::uint64_t bytes_per_second = 0;
  std::uint64_t at = 12;
  for (int i = 0; i < max_parts && at + 8 <= source.size; ++i) {
    const std::string head = source.read(at, 24);
    const std::uint64_t size = little_endian(head, 4, 4);
    if (has_at(head, 0, "fmt ")) bytes_per_second = little_endian(head, 16, 4);
    if (has_at(head, 0, "data")) {
      // Who writes to a pipe cannot know the size and puts something huge there.
      const std::uint64_t there = std::min(size, source.size - at - 8);
      return ratio(static_cast<double>(there), static_cast<double>(bytes_per_second));
    }
    at += 8 + size + size % 2;
  }
  return std::nullopt;
}

struct Box {
  std::uint64_t begin = 0;  // of its content
  std::uint64_t end = 0;
};

std::optional<Box> find_box(const ByteSource& source, Box within, std::string_view type) {
  std::uint64_t at = within.begin;
  for (int i = 0; i < max_parts && at + 8 <= within.end; ++i) {
    const std::string head = source.read(at, 16);
    std::uint64_t size = big_endian(head, 0, 4);
    std::uint64_t header = 8;
    if (size == 1) {
      size = big_endian(head, 8, 8);
      header = 16;
    } else if (size == 0) {
      size = within.end - at;
    }
    if (size < header || size > within.end - at) return std::nullopt;
    if (has_at(head, 4, type)) return Box{at + header, at + size};
    at += size;
  }
  return std::nullopt;
}

std::optional<Seconds> mp4_time(const ByteSource& source) {
  const auto movie = find_box(source, {0, source.size}, "moov");
  const auto header = movie ? find_box(source, *movie, "mvhd") : std::nullopt;
  if (!header) return std::nullopt;
  const std::string bytes = source.read(header->begin, 32);
  const bool wide = byte_at(bytes, 0) == 1;
  const std::uint64_t scale = big_endian(bytes, wide ? 20 : 12, 4);
  const std::uint64_t duration = wide ? big_endian(bytes, 24, 8) : big_endian(bytes, 16, 4);
  const std::uint64_t unknown = wide ? UINT64_MAX : UINT32_MAX;
  if (duration == unknown) return std::nullopt;
  return ratio(static_cast<double>(duration), static_cast<double>(scale));
}

struct Mp3Frame {
  std::uint64_t bits_per_second = 0;
  std::uint64_t samples_per_second = 0;
  std::uint64_t samples = 0;
  std::uint64_t bytes = 0;
  std::size_t index_at = 0;  // where an index of the whole file would stand, in a first frame
};

std::optional<Mp3Frame> read_frame(std::string_view bytes) {
  constexpr std::uint64_t kbits_1[] = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0};
  constexpr std::uint64_t kbits_2[] = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0};
  constexpr std::uint64_t rates[] = {44100, 48000, 32000, 0};
  const std::uint64_t header = big_endian(bytes, 0, 4);
  const std::uint64_t version = header >> 19 & 3;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  if (header >> 21 != 0x7FF || version == 1 || (header >> 17 & 3) != 1) return std::nullopt;
  const bool first = version == 3;
  Mp3Frame frame;
  frame.bits_per_second = 1000 * (first ? kbits_1 : kbits_2)[header >> 12 & 15];
  frame.samples_per_second = rates[header >> 10 & 3] / (first ? 1 : version == 2 ? 2 : 4);
  frame.samples = first ? 1152 : 576;
  if (frame.bits_per_second == 0 || frame.samples_per_second == 0) return std::nullopt;
  frame.bytes = frame.samples / 8 * frame.bits_per_second / frame.samples_per_second + (header >> 9 & 1);
  const bool mono = (header >> 6 & 3) == 3;
  frame.index_at = first ? (mono ? 21 : 36) : (mono ? 13 : 21);
  return frame;
}

std::optional<Seconds> mp3_time(const ByteSource& source) {
  std::uint64_t at = 0;
  if (const std::string tag = source.read(0, 10); has_at(tag, 0, "ID3")) {
    std::uint64_t size = 0;  // seven bits in each byte
    for (std::size_t i = 6; i < 10; ++i) size = size << 7 | (byte_at(tag, i) & 0x7F);
    at = 10 + size;
  }
  const std::string head = source.read(at, 64);
  const auto first = read_frame(head);
  if (!first) return std::nullopt;
  const bool has_index = has_at(head, first->index_at, "Xing") || has_at(head, first->index_at, "Info");
  if (has_index && (byte_at(head, first->index_at + 7) & 1) != 0) {
    const std::uint64_t frames = big_endian(head, first->index_at + 8, 4);
    return ratio(static_cast<double>(frames * first->samples), static_cast<double>(first->samples_per_second));
  }
  // Without an index the rate must be constant for its time to follow from its size; a few frames tell.
  std::uint64_t next = at + first->bytes;
  for (int i = 0; i < 8 && next + 4 < source.size; ++i) {
    const auto frame = read_frame(source.read(next, 4));
    if (!frame || frame->bits_per_second != first->bits_per_second) return std::nullopt;
    next += frame->bytes;
  }
  return ratio(static_cast<double>(source.size - at) * 8, static_cast<double>(first->bits_per_second));
}

}  // namespace

std::optional<Seconds> play_time(const MediaType& type, const ByteSource& source) {
  if (type.kind == MediaKind::video) return mp4_time(source);
  if (type.called == "WAV") return wav_time(source);
  if (type.called == "MP3") return mp3_time(source);
  return std::nullopt;
}

}  // namespace segmind::api
