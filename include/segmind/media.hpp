#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "segmind/bytes.hpp"
#include "segmind/result.hpp"

namespace segmind {

/// What the service said about a finished call. Each part is optional because the service may leave it out.
struct Receipt {
  std::optional<std::string> request_id{};
  /// Where the clip is: readable without a key, for 7 days (documented). v1 answers with the bytes may not tell it.
  std::optional<std::string> address{};
  std::optional<double> cost{};               ///< US dollars.
  std::optional<double> remaining_credits{};  ///< US dollars.
  std::optional<std::int64_t> seed{};         ///< The seed that was used; give it again for the same clip.
  std::optional<std::chrono::duration<double>> generation_time{};
  std::optional<std::string> output_metadata{};  ///< As the service sent it; may be no JSON. At most 8 KB.
};

/// What a call has made: a film, a picture or a sound. Movable; reading is safe from many threads.
class SEGMIND_EXPORT Media {
 public:
  Media(Bytes bytes, std::uint64_t size, std::string content_type, std::string path, Receipt receipt);

  /// The clip, when the call's sink was memory; empty when the bytes went to a file or a callback.
  const Bytes& bytes() const noexcept { return bytes_; }

  /// How many bytes the clip has, wherever they went.
  std::uint64_t size() const noexcept { return size_; }

  /// What the bytes are, told by the bytes and not by the service: video/mp4, video/quicktime, video/webm, image/png,
  /// image/jpeg, image/webp, image/bmp, audio/wav or audio/mpeg; application/octet-stream for Error::rescued bytes of
  /// another kind.
  const std::string& content_type() const noexcept { return content_type_; }

  /// Where the clip is, when the call's sink was a file; else empty. An absolute path, whatever folder the program has
  /// gone to since; UTF-8.
  const std::string& path() const noexcept { return path_; }

  const Receipt& receipt() const noexcept { return receipt_; }

  /// Writes the clip to a file, or copies it there when it already is in one. An existing file is replaced, and only
  /// when the new one is complete and flushed. The path is UTF-8.
  ///
  /// Throws FileError, also when the file that the clip is in has another size by now; when the bytes went to a
  /// callback there is nothing to save, and MisuseError says so.
  void save(const std::string& path) const;
  Result<void> try_save(const std::string& path) const noexcept;

 private:
  Bytes bytes_;
  std::uint64_t size_;
  std::string content_type_;
  std::string path_;
  Receipt receipt_;
};

/// What a model that makes films gives.
using Video = Media;

}  // namespace segmind
