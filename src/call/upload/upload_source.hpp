#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "media/byte_source.hpp"

namespace segmind::call {

/// The bytes of one item of an upload. Not thread-safe: the caller's thread checks them, then the loop's thread reads
/// them.
class UploadSource {
 public:
  /// A file, by its UTF-8 path. If the file cannot be read, problem() says why.
  static std::unique_ptr<UploadSource> file(const std::string& path);
  /// Bytes in memory. `owner` keeps them alive; without an owner the caller must keep them as long as the source lives.
  static std::unique_ptr<UploadSource> memory(const void* data, std::size_t size,
                                              std::shared_ptr<const void> owner = nullptr);

  virtual ~UploadSource() = default;
  UploadSource(const UploadSource&) = delete;
  UploadSource& operator=(const UploadSource&) = delete;

  const media::ByteSource& bytes() const noexcept { return bytes_; }
  std::uint64_t size() const noexcept { return bytes_.size; }
  const std::string& problem() const noexcept { return problem_; }

  /// Makes read() start from the beginning again.
  void rewind() noexcept { at_ = 0; }
  /// Reads the next `room` bytes. Returns less on failure; problem() then says why.
  std::size_t read(char* buffer, std::size_t room);

 protected:
  UploadSource() = default;

  /// Whether the content is the same as when the source was made.
  virtual bool is_unchanged() { return true; }

  media::ByteSource bytes_;
  std::string problem_;

 private:
  std::uint64_t at_ = 0;
};

}  // namespace segmind::call
