#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "media/byte_source.hpp"

namespace segmind::call {

/// What is to be uploaded. Used by one thread at a time: looked at by whoever asked, read by the loop's thread.
class UploadSource {
 public:
  /// A file, by its path in UTF-8. Where it cannot be read, problem() says why.
  static std::unique_ptr<UploadSource> file(const std::string& path);
  /// Bytes that `owner` keeps where they are for as long as the source lives; without one, the caller does.
  static std::unique_ptr<UploadSource> memory(const void* data, std::size_t size,
                                              std::shared_ptr<const void> owner = nullptr);

  virtual ~UploadSource() = default;
  UploadSource(const UploadSource&) = delete;
  UploadSource& operator=(const UploadSource&) = delete;

  const media::ByteSource& bytes() const noexcept { return bytes_; }
  std::uint64_t size() const noexcept { return bytes_.size; }
  const std::string& problem() const noexcept { return problem_; }

  /// From the beginning again.
  void rewind() noexcept { at_ = 0; }
  /// The next bytes; less than `room` where it cannot go on: problem() then says why.
  std::size_t read(char* buffer, std::size_t room);

 protected:
  UploadSource() = default;

  /// Whether everything is as it was when the source was made.
  virtual bool is_unchanged() { return true; }

  media::ByteSource bytes_;
  std::string problem_;

 private:
  std::uint64_t at_ = 0;
};

}  // namespace segmind::call
