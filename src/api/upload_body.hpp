#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace segmind::api {

/// One file of an upload: a data URL in the body.
struct UploadPart {
  std::string_view media_type;
  std::uint64_t size = 0;
  /// Reads the next bytes of the file, `size` in all. Returns less than `room` when reading fails.
  std::function<std::size_t(char* buffer, std::size_t room)> read;
};

/// The body of an upload, {"data_urls":["data:image/jpeg;base64,...", ...]}, encoded while it is read. Neither a file
/// nor its base64 is ever held whole. Can be read once.
class UploadBody {
 public:
  explicit UploadBody(std::vector<UploadPart> parts);

  std::uint64_t size() const noexcept { return size_; }

  /// Writes up to `room` bytes and returns how many. 0 before the end: reading a part failed.
  std::size_t read(char* buffer, std::size_t room);

 private:
  void say(std::string text);
  std::size_t copy_text(char* buffer, std::size_t room) noexcept;
  std::size_t encode(char* buffer, std::size_t room);
  bool refill();

  std::vector<UploadPart> parts_;
  std::uint64_t size_ = 0;
  std::size_t part_ = 0;         // the one that is being read
  std::uint64_t part_left_ = 0;  // of it, not read yet
  std::string text_;             // to go out before anything else
  std::size_t text_at_ = 0;
  std::vector<char> raw_;  // read of the part, not encoded yet: from raw_at_ to raw_end_
  std::size_t raw_at_ = 0;
  std::size_t raw_end_ = 0;
  bool stuck_ = false;  // reading a part failed; do not try again
};

}  // namespace segmind::api
