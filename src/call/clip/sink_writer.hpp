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

/// Where a clip's bytes go while they arrive. Used by one thread at a time: opened and committed by whoever asked for
/// the clip, written by the loop's thread in between.
///
/// A sink knows which version of the clip its bytes belong to, so that a download that broke can go on where it was,
/// and never mixes two.
class SinkWriter {
 public:
  /// `mark` names a clip that can be fetched again, so that a file can be gone on with by another process; else empty.
  static std::unique_ptr<SinkWriter> create(const Sink& sink, const std::string& mark);

  virtual ~SinkWriter() = default;

  /// Makes ready before anything is sent; an error here costs nothing. Afterwards kept() may be more than 0.
  virtual std::optional<Error> open() { return std::nullopt; }
  /// So many bytes will come, if the service is right. A hint.
  virtual void expect(std::uint64_t) noexcept {}
  /// How many bytes are best read at once: a buffer of so many stands beside what the sink itself keeps in memory.
  virtual std::size_t piece() const noexcept { return 64 * 1024; }
  /// An error ends the call.
  virtual std::optional<Error> write(const std::byte* data, std::size_t size) = 0;
  /// Keeps bytes of a body that is no clip, since they may have been paid for. They go where a clip's would, but a
  /// callback never gets them: they are kept in memory for rescue().
  virtual std::optional<Error> write_foreign(const std::byte* data, std::size_t size) { return write(data, size); }
  /// The clip is complete and checked: gives it its final place.
  virtual Result<Media> commit(Receipt receipt) = 0;
  /// The call failed. Where what has arrived is worth keeping, a sentence says where it is; else empty.
  virtual std::string abandon(bool /*paid*/) noexcept { return {}; }
  /// After a failure: hands out the bytes that are in memory, for Error::rescued. Null where there are none, or where
  /// abandon() names their file.
  virtual std::shared_ptr<const Media> rescue(Receipt /*receipt*/) { return nullptr; }

  /// How much of the clip is here already.
  virtual std::uint64_t kept() const noexcept = 0;
  /// Whether any of it was handed on, though it may have to come again.
  virtual bool has_begun() const noexcept { return kept() > 0; }
  /// Reads what is here from the beginning; false when that fails.
  virtual bool replay(const std::function<void(const std::byte* data, std::size_t size)>& reader) = 0;
  /// Forgets all bytes: the clip comes again from its beginning. `same_version` says that it is the same one.
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

/// One text for all the ways in which a path may name one place for a file.
std::string canonical_path(const std::string& path);

/// A path that leads to the same place wherever the program goes.
std::string absolute(const std::string& path);

}  // namespace segmind::call
