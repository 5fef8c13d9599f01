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
/// A film, picture or sound of a known format goes to the sink; where a film is expected, only MP4 or MOV. JSON and
/// other text of at most 16 KB is kept in text(). Any other body may be what was paid for: its bytes go to the sink as
/// foreign ones.
class ClipReceiver {
 public:
  explicit ClipReceiver(SinkWriter& sink, Output expected = Output::any) : sink_(sink), expected_(expected) {}

  /// Of what comes next.
  void expect(Output output) noexcept { expected_ = output; }

  /// False: the sink failed and takes no more.
  bool take(const std::byte* data, std::size_t size);
  /// The body is `whole`, or no more of it will come: then bytes that are too few to tell what it is are not kept.
  void finish(bool whole = true);

  /// Reads what the sink has from before. False: it is not the beginning of a clip.
  bool go_on();
  /// Prepares for the clip's beginning. Errors are in sink_error().
  void restart(bool same_version);

  api::BodyKind kind() const noexcept { return kind_; }
  /// The whole body where it is JSON; the first 16 KB of any other body that is not a clip.
  const std::string& text() const noexcept { return text_; }
  const std::optional<Error>& sink_error() const noexcept { return sink_error_; }

  /// The sink holds a body that is no clip: kind() is `other`. Where the bytes are is told by SinkWriter::abandon() and
  /// SinkWriter::rescue(). Before the clip is asked for again, call restart().
  bool has_foreign_bytes() const noexcept { return is_foreign_; }
  /// Whether those are a film, a picture or a sound of another kind than was expected.
  bool has_other_media() const noexcept { return is_other_media_; }
  /// Keeps `text`, which is text() without secrets, where foreign bytes go.
  void keep_text(std::string text);
  /// What the body seems to be, by its first bytes: "a PNG picture", "an HTML page", "of no known kind".
  std::string what_it_is() const;

  /// Whether the clip is whole although its connection broke. REQUIRES: no length was announced.
  bool is_certainly_whole() const noexcept {
    return kind_ == api::BodyKind::media && is_checked_ && check_.certainly_complete();
  }

  /// Why the clip is not whole; empty: it is. Only MP4 shows that; other formats are whole when the body is.
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
  bool is_other_media_ = false;
  std::string_view what_;  // as media::RecognisedMedia describes it
  std::string text_;
  std::optional<Error> sink_error_;
};

}  // namespace segmind::call
