#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "api/answer.hpp"
#include "media/mp4.hpp"
#include "call/clip/sink_writer.hpp"

namespace segmind::call {

/// Takes the body of a 200 and finds out what it is. Only a clip goes on to the sink; any other body is kept here, up
/// to a bound, for whoever reads it next.
class ClipReceiver {
 public:
  explicit ClipReceiver(SinkWriter& sink) : sink_(sink) {}

  /// False: no more bytes are wanted, because the sink failed or the body is neither a clip nor JSON.
  bool take(const std::byte* data, std::size_t size);
  /// The body is whole.
  void finish();

  /// Looks at what the sink has from before; false when that is no beginning of a clip.
  bool go_on();
  /// The clip comes again from its beginning. Sink errors are told by sink_error().
  void restart(bool same_version);

  api::BodyKind kind() const noexcept { return kind_; }
  const std::string& text() const noexcept { return text_; }
  const std::optional<Error>& sink_error() const noexcept { return sink_error_; }

  /// The clip is here, though its connection broke before it had said so. Not to be asked where a length was announced.
  bool is_certainly_whole() const noexcept { return kind_ == api::BodyKind::mp4 && check_.certainly_complete(); }

  /// Why the clip is not whole; empty when it is.
  std::string problem() const { return check_.problem(); }

 private:
  bool keep(const char* data, std::size_t size, std::size_t most);
  bool pass_on(const std::byte* data, std::size_t size);
  bool decide(bool complete);

  SinkWriter& sink_;
  api::BodyKind kind_ = api::BodyKind::undecided;
  media::Mp4Check check_;
  std::string text_;
  std::optional<Error> sink_error_;
};

}  // namespace segmind::call
