#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "segmind/call_options.hpp"
#include "segmind/video.hpp"

namespace segmind::call {

/// Where a clip's bytes go while they arrive. Used by one thread at a time: opened and settled by whoever asked for the
/// clip, written by the loop's thread in between.
class SinkWriter {
 public:
  static std::unique_ptr<SinkWriter> create(const Sink& sink, const std::string& mark);

  virtual ~SinkWriter() = default;

  /// Makes ready before anything is sent; an error here costs nothing.
  virtual std::optional<Error> open() { return std::nullopt; }
  /// So many bytes will come, if the service is right. A hint.
  virtual void expect(std::uint64_t) noexcept {}
  /// An error ends the call.
  virtual std::optional<Error> write(const std::byte* data, std::size_t size) = 0;
  /// The clip is complete and checked: gives it its final place.
  virtual Result<Video> settle(Receipt receipt) = 0;
  /// The call failed. Where something was paid for, what has arrived is kept and the text says where; else empty.
  virtual std::string abandon(bool /*paid*/) noexcept { return {}; }
};

std::unique_ptr<SinkWriter> create_file_writer(std::string path);

/// What a whole clip is called.
inline constexpr const char* clip_type = "video/mp4";

}  // namespace segmind::call
