#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace segmind::media {

/// Tells whether a stream of bytes is a whole MP4, as far as that shows without decoding it: it walks the boxes of the
/// top level, whose lengths must add up to the end exactly. Costs nothing per byte; only box headers are looked at.
class Mp4Check {
 public:
  void feed(const std::byte* data, std::size_t size) noexcept;

  /// The stream may end here: at the end of a box, `ftyp` first, with a `moov`, and an `mdat` or `moof`, seen.
  bool complete() const noexcept;

  /// Likewise, and no more of it was to come: neither is it in fragments, nor does its last box reach to the end.
  bool certainly_complete() const noexcept { return complete() && !to_the_end_ && !seen_fragment_; }

  /// Why the stream may not end here, in plain words; empty when it may.
  std::string problem() const;

  std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  static constexpr std::size_t max_header = 16;
  enum class Fault { none, not_mp4, bad_type, bad_size };

  void read_header() noexcept;
  bool header_is_whole() const noexcept;

  std::uint64_t bytes_ = 0;
  std::uint64_t body_left_ = 0;  // of the box that is being skipped
  std::array<unsigned char, max_header> header_{};
  std::size_t header_size_ = 0;
  Fault fault_ = Fault::none;
  bool to_the_end_ = false;  // the last box has no length: it reaches to the end of the stream
  bool seen_ftyp_ = false;
  bool seen_moov_ = false;
  bool seen_media_ = false;
  bool seen_fragment_ = false;
};

}  // namespace segmind::media
