#include "media/mp4.hpp"

#include <algorithm>
#include <cstring>

namespace segmind::media {
namespace {

constexpr std::size_t short_header = 8;  // four bytes of length, four of type
constexpr std::size_t long_header = 16;  // plus eight bytes of length, when the first length is 1

std::uint64_t big_endian(const unsigned char* bytes, std::size_t count) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8 | bytes[i];
  return value;
}

// Types are four printable characters; some old types begin with a copyright sign.
bool is_type(const unsigned char* bytes) noexcept {
  const auto printable = [](unsigned char c) { return (c >= 0x20 && c < 0x7F) || c == 0xA9; };
  return std::all_of(bytes, bytes + 4, printable);
}

}  // namespace

void Mp4Check::feed(const std::byte* data, std::size_t size) noexcept {
  bytes_ += size;
  while (size > 0 && fault_ == Fault::none && !to_the_end_) {
    if (body_left_ > 0) {
      const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, size));
      body_left_ -= skipped;
      data += skipped;
      size -= skipped;
      continue;
    }
    const std::size_t wanted = header_size_ < short_header ? short_header : long_header;
    const std::size_t taken = std::min(wanted - header_size_, size);
    std::memcpy(header_.data() + header_size_, data, taken);
    header_size_ += taken;
    data += taken;
    size -= taken;
    if (header_is_whole()) read_header();
  }
}

bool Mp4Check::header_is_whole() const noexcept {
  if (header_size_ < short_header) return false;
  return header_size_ == long_header || big_endian(header_.data(), 4) != 1;
}

void Mp4Check::read_header() noexcept {
  const unsigned char* type = header_.data() + 4;
  const auto is = [&](const char* name) { return std::memcmp(type, name, 4) == 0; };
  if (!seen_ftyp_ && !is("ftyp")) {
    fault_ = Fault::not_mp4;
    return;
  }
  if (!is_type(type)) {
    fault_ = Fault::bad_type;
    return;
  }
  std::uint64_t length = big_endian(header_.data(), 4);
  to_the_end_ = length == 0;
  if (length == 1) length = big_endian(header_.data() + short_header, 8);
  if (!to_the_end_ && length < header_size_) {
    fault_ = Fault::bad_size;
    return;
  }
  seen_ftyp_ = true;
  seen_moov_ = seen_moov_ || is("moov");
  seen_fragment_ = seen_fragment_ || is("moof");
  seen_media_ = seen_media_ || is("mdat") || is("moof");
  body_left_ = to_the_end_ ? 0 : length - header_size_;
  header_size_ = 0;
}

bool Mp4Check::complete() const noexcept {
  return fault_ == Fault::none && body_left_ == 0 && header_size_ == 0 && seen_ftyp_ && seen_moov_ && seen_media_;
}

std::string Mp4Check::problem() const {
  if (complete()) return {};
  if (bytes_ == 0) return "There are no bytes.";
  switch (fault_) {
    case Fault::not_mp4: return "It does not begin like an MP4.";
    case Fault::bad_type: return "One of its parts has an invalid type.";
    case Fault::bad_size: return "One of its parts has an impossible length.";
    case Fault::none: break;
  }
  if (body_left_ > 0) {
    return "It ends too early, after " + std::to_string(bytes_) + " bytes: at least " + std::to_string(body_left_) +
           " more were announced.";
  }
  if (header_size_ > 0)
    return "It ends too early, after " + std::to_string(bytes_) + " bytes, in the middle of a part.";
  return seen_moov_ ? "It holds no pictures (there is no mdat and no moof)." : "It holds no index (there is no moov).";
}

}  // namespace segmind::media
