#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace segmind::api {

/// One file of an upload.
struct UploadPart {
  std::string_view media_type;
  std::uint64_t size = 0;
  /// Reads the file's next `room` bytes. A lower return value means that reading failed.
  std::function<std::size_t(char* buffer, std::size_t room)> read;
};

/// The body of an upload, {"data_urls":["data:image/jpeg;base64,...", ...]}, encoded while it is read: never holds a
/// whole file in memory. Can be read only once. There must be at least one part.
class UploadBody {
 public:
  explicit UploadBody(std::vector<UploadPart> parts);

  std::uint64_t size() const noexcept { return size_; }

  /// Writes up to `room` bytes and returns how many. 0 before size() bytes: reading a part failed.
  std::size_t read(char* buffer, std::size_t room);

 private:
  void say(std::string text);
  std::size_t copy_text(char* buffer, std::size_t room) noexcept;
  std::size_t encode(char* buffer, std::size_t room);
  bool refill();

  std::vector<UploadPart> parts_;
  std::uint64_t size_ = 0;
  std::size_t part_ = 0;         // index of the part being read
  std::uint64_t part_left_ = 0;  // its bytes not read yet
  std::string text_;             // to be written before anything else, from text_at_
  std::size_t text_at_ = 0;
  std::vector<char> raw_;  // bytes of the part not encoded yet: from raw_at_ to raw_end_
  std::size_t raw_at_ = 0;
  std::size_t raw_end_ = 0;
  bool stuck_ = false;  // reading a part failed
};

}  // namespace segmind::api
