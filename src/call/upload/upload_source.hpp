#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "media/byte_source.hpp"
#include "call/upload/content_hash.hpp"
#include "os/file_identity.hpp"

namespace segmind::call {

/// By what a file is known again without reading it.
struct FileMark {
  std::filesystem::path path;  ///< Without links and dots.
  std::filesystem::file_time_type modified;
  os::FileIdentity identity;  ///< A copy may have been given the time of what it replaced.
  /// False for a file that was written a moment ago: within the clock's grain another write leaves the same time.
  bool settled = false;

  bool operator==(const FileMark& other) const {
    return path == other.path && modified == other.modified && identity == other.identity;
  }
};

/// The mark of the regular file at this place; nothing when there is none.
std::optional<FileMark> mark_of(const std::filesystem::path& path);

/// What is to be uploaded. Used by one thread at a time: looked at by whoever asked, read by the loop's thread.
class UploadSource {
 public:
  /// A file, by its path in UTF-8. Where it cannot be read, problem() says why.
  static std::unique_ptr<UploadSource> file(const std::string& path, const ContentHash::Key& key);
  /// Bytes that `owner` keeps where they are for as long as the source lives; without one, the caller does.
  static std::unique_ptr<UploadSource> memory(const void* data, std::size_t size, const ContentHash::Key& key,
                                              std::shared_ptr<const void> owner = nullptr);

  virtual ~UploadSource() = default;
  UploadSource(const UploadSource&) = delete;
  UploadSource& operator=(const UploadSource&) = delete;

  const media::ByteSource& bytes() const noexcept { return bytes_; }
  std::uint64_t size() const noexcept { return bytes_.size; }
  const std::string& problem() const noexcept { return problem_; }
  const std::optional<FileMark>& mark() const noexcept { return mark_; }

  /// From the beginning again.
  void rewind();
  /// The next bytes; less than `room` where it cannot go on: problem() then says why.
  std::size_t read(char* buffer, std::size_t room);

  /// The hash of the content, which is read for it unless it was read before; nothing when it cannot be read.
  std::optional<ContentHash::Digest> hash();
  /// The same, when it is known already.
  const std::optional<ContentHash::Digest>& known_hash() const noexcept { return digest_; }

 protected:
  explicit UploadSource(const ContentHash::Key& key) : key_(key), running_(key) {}

  /// Whether everything is as it was when the source was made.
  virtual bool unchanged() { return true; }

  media::ByteSource bytes_;
  std::string problem_;
  std::optional<FileMark> mark_;

 private:
  const ContentHash::Key key_;
  ContentHash running_;
  std::uint64_t at_ = 0;
  std::optional<ContentHash::Digest> digest_;
};

}  // namespace segmind::call
