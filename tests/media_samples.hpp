#pragma once

#include <cstdint>
#include <string>

// Small files whose headers say what a test wants them to say.
namespace segmind::testing {

inline std::string big(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(i < 8 ? value >> (8 * i) & 0xFF : 0);
  return text;
}

inline std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(i < 8 ? value >> (8 * i) & 0xFF : 0);
  return text;
}

/// Bytes that do not compress into a pattern: the same for the same seed.
inline std::string noise(std::size_t size, std::uint64_t seed = 1) {
  std::string text(size, '\0');
  std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 1;
  for (char& c : text) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    c = static_cast<char>(state >> 56);
  }
  return text;
}

inline std::string filled_up(std::string head, std::size_t size, std::uint64_t seed) {
  if (head.size() < size) head += noise(size - head.size(), seed);
  return head;
}

inline std::string jpeg(int width, int height, std::size_t size = 0, std::uint64_t seed = 1) {
  std::string text = "\xFF\xD8";
  text += "\xFF\xE1" + big(2 + 300, 2) + std::string(300, '\xC0');  // what a camera writes, before the size
  text += "\xFF\xFF\xC2" + big(11, 2) + '\x08' + big(static_cast<unsigned>(height), 2) +
          big(static_cast<unsigned>(width), 2) + "\x01\x01\x11" + std::string(1, '\0');
  return filled_up(text + "\xFF\xDA", size > 2 ? size - 2 : 0, seed) + "\xFF\xD9";
}

inline std::string png(int width, int height, std::size_t size = 0, std::uint64_t seed = 1) {
  const std::string head = "\x89PNG\r\n\x1A\n" + big(13, 4) + "IHDR" + big(static_cast<unsigned>(width), 4) +
                           big(static_cast<unsigned>(height), 4) + big(0x0802000000, 5) + big(0, 4);
  const std::string end = big(0, 4) + "IEND" + big(0xAE426082, 4);
  const std::size_t around = head.size() + end.size() + 12;
  if (size <= around) return head + end;
  return head + big(size - around, 4) + "IDAT" + noise(size - around, seed) + big(0, 4) + end;
}

inline std::string bmp(int width, int height) {
  return "BM" + little(0, 12) + little(40, 4) + little(static_cast<std::uint32_t>(width), 4) +
         little(static_cast<std::uint32_t>(height), 4) + little(0, 28);
}

inline std::string webp(unsigned width, unsigned height, char form = 'X') {
  std::string chunk;
  if (form == 'X') chunk = "VP8X" + little(10, 4) + little(0, 4) + little(width - 1, 3) + little(height - 1, 3);
  if (form == ' ')
    chunk = "VP8 " + little(20, 4) + little(0, 3) + "\x9D\x01\x2A" + little(width, 2) + little(height, 2);
  if (form == 'L') chunk = "VP8L" + little(20, 4) + "\x2F" + little((width - 1) | (height - 1) << 14, 4);
  return "RIFF" + little(chunk.size() + 4, 4) + "WEBP" + chunk + little(0, 16);
}

inline std::string wav(double seconds, unsigned rate = 8000) {
  const auto bytes = static_cast<std::size_t>(seconds * rate);
  return "RIFF" + little(bytes + 60, 4) + "WAVE" + "LIST" + little(3, 4) + "abc" + little(0, 1) + "fmt " +
         little(16, 4) + little(1, 2) + little(1, 2) + little(rate, 4) + little(rate, 4) + little(1, 2) + little(8, 2) +
         "data" + little(bytes, 4) + noise(bytes);
}

inline std::string box(const std::string& type, const std::string& content) {
  return big(content.size() + 8, 4) + type + content;
}

/// A track of pictures ("vide") or of sound ("soun").
inline std::string track(const std::string& handler) {
  return box("trak", box("tkhd", std::string(84, '\0')) + box("mdia", box("hdlr", big(0, 8) + handler + big(0, 13))));
}

inline std::string film(double seconds, const std::string& brand = "isom", std::size_t size = 1000,
                        const std::string& tracks = track("soun") + track("vide")) {
  const std::string header = box(
      "mvhd", big(0, 12) + big(1000, 4) + big(static_cast<std::uint64_t>(seconds * 1000), 4) + std::string(80, '\0'));
  return box("ftyp", brand + big(512, 4)) + box("mdat", noise(size)) + box("moov", header + tracks);
}

/// 128 kbit/s, 44.1 kHz, without an index: 417 bytes a frame.
inline std::string mp3(double seconds) {
  std::string text = "ID3\x03" + big(0, 2) + big(1 << 8 | 72, 4) + std::string(200, 'x');
  const int frames = static_cast<int>(seconds * 44100 / 1152);
  for (int i = 0; i < frames; ++i) text += "\xFF\xFB\x90\x44" + std::string(413, 'y');
  return text;
}

}  // namespace segmind::testing
