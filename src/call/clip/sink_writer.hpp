#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "segmind/call_options.hpp"
#include "segmind/media.hpp"

namespace segmind::call {

/// Where a clip's bytes go while they arrive. Knows the version of the clip that they belong to, so that a download
/// goes on where it broke and never mixes two. One thread at a time: the caller's opens and commits, the loop's writes.
class SinkWriter {
 public:
  /// `mark` names a clip that can be fetched again, so that another process can go on with its file; else empty.
  static std::unique_ptr<SinkWriter> create(const Sink& sink, const std::string& mark);

  /// Why no clip could begin to arrive there; nothing: it could. Leaves nothing behind.
  static std::optional<Error> problem_with(const Sink& sink);

  virtual ~SinkWriter() = default;

  /// Prepares before anything is sent: an error costs nothing. kept() may be more than 0 afterwards.
  virtual std::optional<Error> open() { return std::nullopt; }
  /// A hint: how many bytes the service has announced.
  virtual void expect(std::uint64_t) noexcept {}
  /// How many bytes to read at once: the size of the buffer beside the sink's own memory.
  virtual std::size_t piece() const noexcept { return 64 * 1024; }
  /// An error ends the call.
  virtual std::optional<Error> write(const std::byte* data, std::size_t size) = 0;
  /// Keeps bytes of a body that is not a clip: they may have been paid for. They go where a clip's would; a callback
  /// never gets them, so they stay in memory for rescue().
  virtual std::optional<Error> write_foreign(const std::byte* data, std::size_t size) { return write(data, size); }
  /// The clip is complete and checked: gives it its final place.
  virtual Result<Media> commit(Receipt receipt) = 0;
  /// The call failed. Returns a sentence about where the bytes are kept; empty: none are worth keeping.
  virtual std::string abandon(bool /*paid*/) noexcept { return {}; }
  /// After a failure: the bytes that are in memory, for Error::rescued. Null: there are none, or abandon() names their
  /// file.
  virtual std::shared_ptr<const Media> rescue(Receipt /*receipt*/) { return nullptr; }

  /// How many bytes of the clip are here.
  virtual std::uint64_t kept() const noexcept = 0;
  /// Whether the program was given bytes, even if they must come again.
  virtual bool has_begun() const noexcept { return kept() > 0; }
  /// Reads the bytes that are here, from the beginning. False: that failed.
  virtual bool replay(const std::function<void(const std::byte* data, std::size_t size)>& reader) = 0;
  /// Forgets all bytes: the clip comes again from its beginning, in the same version or another one.
  virtual std::optional<Error> restart(bool same_version) = 0;

  const std::string& version() const noexcept { return version_; }
  virtual void set_version(std::string version) { version_ = std::move(version); }

  /// What the bytes are: the content type of the Media that commit() and rescue() make.
  const std::string& content_type() const noexcept { return content_type_; }
  void set_content_type(std::string_view type) { content_type_ = type; }

 protected:
  std::string version_;

 private:
  std::string content_type_ = "application/octet-stream";
};

/// Writes to a file beside `path` that takes its name in the end.
std::unique_ptr<SinkWriter> create_file_writer(std::string path, const std::string& mark);

/// The one text for a file's place, of all paths that lead there.
std::string place_of(const std::string& path);

/// The absolute path: the program may change its folder.
std::string absolute(const std::string& path);

}  // namespace segmind::call
