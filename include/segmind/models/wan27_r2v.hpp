#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "segmind/advice.hpp"
#include "segmind/request.hpp"

namespace segmind {

/// The height of the clip. The service's default is p720.
enum class Resolution {
  p720,  ///< "720P", 1280x720 at 16:9. About 0.125 US dollars a second (inferred from the published price range).
  p1080  ///< "1080P", 1920x1080 at 16:9. About 0.1875 US dollars a second (inferred likewise).
};

/// "720P" or "1080P", as the service spells it.
SEGMIND_EXPORT std::string_view to_string(Resolution resolution) noexcept;

/// A request to Wan 2.7 Reference-to-Video (wan2.7-r2v): immutable, valid by construction, made by its Builder. Copies
/// are cheap; many threads may use one at once. A request that was moved from may only be destroyed or assigned to.
class SEGMIND_EXPORT Wan27R2VRequest {
 public:
  class Builder;

  /// As the Builder was given it.
  const std::string& prompt() const noexcept;
  const std::optional<std::string>& negative_prompt() const noexcept;
  const std::vector<std::string>& reference_images() const noexcept;
  const std::vector<std::string>& reference_videos() const noexcept;
  const std::optional<std::string>& reference_voice() const noexcept;
  /// Not set: the service decides (720P, documented).
  std::optional<Resolution> resolution() const noexcept;
  /// Not set: the service decides (5 s, documented).
  std::optional<std::chrono::seconds> duration() const noexcept;
  /// Not set: the service decides (42, documented), or the seed is random; see is_seed_random().
  std::optional<std::int64_t> seed() const noexcept;
  bool is_seed_random() const noexcept;

  /// The body as it is sent: JSON in UTF-8, one line. Holds the fields that were set. One reference is a string,
  /// several are an array; a random seed is null.
  const std::string& to_json() const noexcept;

  /// What the service would take but the caller may regret, in the order of the fields. Guesses which references the
  /// prompt calls: "Image1", "image 2", "Images 1 and 2", "Video#1", "图1". Reads no file and uses no network. Throws
  /// nothing but std::bad_alloc.
  std::vector<Advice> advice() const;

  /// The seconds times 0.125 US dollars at 720P or 0.1875 at 1080P: inferred from the published 0.625 to 0.938 dollars
  /// a generation. What was not set counts as the service's default (5 s, 720P). Reference videos count nothing: no
  /// price is published, though resellers bill their seconds. Receipt::cost is the real price.
  const CostEstimate& estimated_cost() const noexcept;

  /// As calls take it.
  operator const Request&() const noexcept;  // NOLINT: implicit, so that calls take a typed request

 private:
  struct Fields;
  explicit Wan27R2VRequest(std::shared_ptr<const Fields> fields) noexcept;
  std::shared_ptr<const Fields> fields_;
};

/// Collects a request's fields. Checks nothing before build(), which names every problem at once and may be called
/// several times. Texts are UTF-8. One thread at a time may use a Builder.
class SEGMIND_EXPORT Wan27R2VRequest::Builder {
 public:
  /// The prompt calls the references Image1, Image2, Video1 and so on, in the order in which they were added.
  explicit Builder(std::string prompt);
  Builder(const Builder&);
  Builder(Builder&&) noexcept;
  Builder& operator=(const Builder&);
  Builder& operator=(Builder&&) noexcept;
  ~Builder();

  /// What the clip should not show. The service's default is "blurry, low quality, distorted, watermark" (documented).
  Builder& negative_prompt(std::string text);

  /// The public http or https address of a picture: JPEG, PNG, BMP or WEBP, 240 to 8000 pixels a side, at most 20 MB
  /// (from resellers of the model). Images and videos together: at most five.
  Builder& reference_image(std::string address);

  /// The public http or https address of a clip: MP4 or MOV, 1 to 30 s, at most 100 MB (from resellers of the model);
  /// 3 to 10 s with one subject work best (documented). Images and videos together: at most five.
  Builder& reference_video(std::string address);

  /// The public http or https address of a voice: WAV or MP3, 1 to 10 s (documented), at most 15 MB (from resellers of
  /// the model). The last one set counts.
  Builder& reference_voice(std::string address);

  /// The service's default is 720P (documented).
  Builder& resolution(Resolution resolution);

  /// 2 to 15 s; the service's default is 5 s (documented).
  Builder& duration(std::chrono::seconds duration);

  /// The same seed gives the same clip (documented). The service's default is 42, not a random seed (documented).
  Builder& seed(std::int64_t seed);

  /// Another clip each time. Replaces seed().
  Builder& random_seed();

  /// Throws InvalidRequestError with every violation.
  Wan27R2VRequest build() const;
  Result<Wan27R2VRequest> try_build() const noexcept;

 private:
  std::unique_ptr<Fields> fields_;
};

}  // namespace segmind
