#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "segmind/bytes.hpp"
#include "segmind/result.hpp"

namespace segmind {

/// What the service said about a finished call. It may leave out any part.
struct Receipt {
  std::optional<std::string> request_id{};
  /// The clip's address: readable without a key for 7 days (documented). Answers that hold the clip may not tell it.
  std::optional<std::string> address{};
  std::optional<double> cost{};               ///< US dollars.
  std::optional<double> remaining_credits{};  ///< US dollars.
  std::optional<std::int64_t> seed{};         ///< The seed that was used; the same seed gives the same clip.
  std::optional<std::chrono::duration<double>> generation_time{};
  std::optional<std::string> output_metadata{};  ///< As the service sent it, JSON or not. At most 8 KB.
};

/// What a call made: a film, a picture or a sound. Movable, not copyable; many threads may read it at once.
class SEGMIND_EXPORT Media {
 public:
  /// For the library's own.
  Media(Bytes bytes, std::uint64_t size, std::string content_type, std::string path, Receipt receipt);

  /// The clip where the sink was memory; empty where it was a file or a callback.
  const Bytes& bytes() const noexcept { return bytes_; }

  /// The clip's size in bytes, for every sink.
  std::uint64_t size() const noexcept { return size_; }

  /// The kind, told by the bytes: video/mp4, video/quicktime, video/webm, image/png, image/jpeg, image/webp, image/bmp,
  /// audio/wav or audio/mpeg. Error::rescued may be application/octet-stream: bytes of another kind.
  const std::string& content_type() const noexcept { return content_type_; }

  /// The clip's absolute path in UTF-8 where the sink was a file; else empty.
  const std::string& path() const noexcept { return path_; }

  /// What the service said about the call.
  const Receipt& receipt() const noexcept { return receipt_; }

  /// Writes the clip to a file, or copies it from path(). The path is UTF-8. An existing file is replaced, and only
  /// when the new one is whole and flushed. Throws FileError, also where the file at path() has another size by now;
  /// MisuseError where the sink was a callback.
  void save(const std::string& path) const;
  Result<void> try_save(const std::string& path) const noexcept;

 private:
  Bytes bytes_;
  std::uint64_t size_;
  std::string content_type_;
  std::string path_;
  Receipt receipt_;
};

/// The result of a model that makes films.
using Video = Media;

}  // namespace segmind
