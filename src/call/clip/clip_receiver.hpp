#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/answer.hpp"
#include "call/clip/sink_writer.hpp"
#include "media/mp4.hpp"
#include "segmind/request.hpp"

namespace segmind::media {
struct MediaType;
}

namespace segmind::call {

/// Takes the body of a 200 and finds out what it is.
///
/// A film, picture or sound of a known format goes on to the sink; where a film is expected, an MP4 or MOV alone. JSON,
/// and any other text of at most 16 KB, is kept here for whoever reads it next. Every other body may be what was paid
/// for: its bytes go to the sink, too, as foreign ones.
class ClipReceiver {
 public:
  explicit ClipReceiver(SinkWriter& sink, Output expected = Output::any) : sink_(sink), expected_(expected) {}

  /// Of what comes next.
  void expect(Output output) noexcept { expected_ = output; }

  /// False: no more bytes are wanted, because the sink failed.
  bool take(const std::byte* data, std::size_t size);
  /// The body is whole, or no more of it will come.
  void finish();

  /// Looks at what the sink has from before; false when that is no beginning of a clip.
  bool go_on();
  /// The clip comes again from its beginning. Sink errors are told by sink_error().
  void restart(bool same_version);

  api::BodyKind kind() const noexcept { return kind_; }
  /// The body where it is JSON; of any other body that is no clip, its first 16 KB at most.
  const std::string& text() const noexcept { return text_; }
  const std::optional<Error>& sink_error() const noexcept { return sink_error_; }

  /// The sink holds a body that is no clip: kind() is `other`. Where the bytes are is told by SinkWriter::abandon() and
  /// SinkWriter::rescue(). Before the clip is asked for again, call restart().
  bool has_foreign_bytes() const noexcept { return is_foreign_; }
  /// Keeps `text`, which is text() without what must not be shown, where foreign bytes go.
  void keep_text(std::string text);
  /// What the body seems to be, by its first bytes: "a PNG picture", "an HTML page", "of no known kind".
  std::string what_it_is() const;

  /// The clip is here, though its connection broke before it had said so. Not to be asked where a length was announced.
  bool is_certainly_whole() const noexcept {
    return kind_ == api::BodyKind::media && is_checked_ && check_.certainly_complete();
  }

  /// Why the clip is not whole; empty when it is. Only an MP4 tells: any other format is whole when its body is.
  std::string problem() const { return is_checked_ ? check_.problem() : std::string(); }

 private:
  bool keep_json(const std::byte* data, std::size_t size);
  bool keep_other(const std::byte* data, std::size_t size);
  bool pass_on(const std::byte* data, std::size_t size);
  bool pass_on_text();
  bool begin_foreign();
  bool decide(bool complete);
  bool is_wanted(const media::MediaType* type) const noexcept;
  void begin_media(const media::MediaType& type, std::string_view head);

  SinkWriter& sink_;
  Output expected_;
  api::BodyKind kind_ = api::BodyKind::undecided;
  media::Mp4Check check_;
  bool is_checked_ = true;   // by check_; until the format is known, nothing is whole
  bool is_foreign_ = false;  // and in the sink
  std::string_view what_;    // as media::RecognisedMedia describes it
  std::string text_;
  std::optional<Error> sink_error_;
};

}  // namespace segmind::call
