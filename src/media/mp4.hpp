#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace segmind::media {

/// Checks whether a stream of bytes is a whole MP4, without decoding it: the lengths of the top-level boxes must add up
/// to the stream's end. Looks at box headers only, so the cost does not grow with a box's size.
class Mp4Check {
 public:
  void feed(const std::byte* data, std::size_t size) noexcept;

  /// Whether the stream may end here: at the end of a box, with `ftyp` first, a `moov`, and an `mdat` or `moof`.
  bool complete() const noexcept;

  /// Whether it also must end here: it has no fragments, and no box without a length.
  bool certainly_complete() const noexcept { return complete() && !to_the_end_ && !seen_fragment_; }

  /// Why the stream may not end here, as a sentence; empty when complete().
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
  bool to_the_end_ = false;  // the last box has no length and extends to the stream's end
  bool seen_ftyp_ = false;
  bool seen_moov_ = false;
  bool seen_media_ = false;
  bool seen_fragment_ = false;
};

}  // namespace segmind::media
