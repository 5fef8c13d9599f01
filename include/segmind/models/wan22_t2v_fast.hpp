#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "segmind/request.hpp"

namespace segmind {

/// A request to Wan 2.2 Text-to-Video Fast (wan-2.2-t2v-fast): immutable, valid by construction, made by its Builder.
/// All ranges and defaults are documented. No price and no usual time are: Request::estimated_cost() and
/// expected_time() are not set.
///
/// Copies are cheap; many threads may use one at once. A request that was moved from may only be destroyed or assigned
/// to.
class SEGMIND_EXPORT Wan22T2VFastRequest {
 public:
  class Builder;
  /// "480p" (default) or "720p".
  enum class Resolution { p480, p720 };
  /// "16:9" (default) or "9:16".
  enum class AspectRatio { landscape_16_9, portrait_9_16 };

  /// As the Builder was given it.
  const std::string& prompt() const noexcept;
  bool go_fast() const noexcept;
  /// Not set: null is sent, for a random seed.
  std::optional<std::int64_t> seed() const noexcept;
  /// Not set: the service's default.
  std::optional<int> num_frames() const noexcept;
  std::optional<Resolution> resolution() const noexcept;
  std::optional<AspectRatio> aspect_ratio() const noexcept;
  std::optional<double> sample_shift() const noexcept;
  std::optional<int> frames_per_second() const noexcept;

  /// The body as it is sent: JSON in UTF-8, one line. Holds prompt, seed and go_fast, which the service requires, and
  /// every other field that was set.
  const std::string& to_json() const noexcept;

  /// As calls take it.
  operator const Request&() const noexcept;  // NOLINT: implicit, so that calls take a typed request

 private:
  struct Fields;
  explicit Wan22T2VFastRequest(std::shared_ptr<const Fields> fields) noexcept;
  std::shared_ptr<const Fields> fields_;
};

/// Collects a request's fields. Checks nothing before build(), which names every problem at once and may be called
/// several times. The prompt is UTF-8. One thread at a time may use a Builder.
class SEGMIND_EXPORT Wan22T2VFastRequest::Builder {
 public:
  /// The prompt says what happens in the clip.
  explicit Builder(std::string prompt);
  Builder(const Builder&);
  Builder(Builder&&) noexcept;
  Builder& operator=(const Builder&);
  Builder& operator=(Builder&&) noexcept;
  ~Builder();

  /// The same seed gives the same clip (documented).
  Builder& seed(std::int64_t seed);

  /// The default. Sends null, which means a random seed (inferred from the service's other models).
  Builder& random_seed();

  /// Default: true.
  Builder& go_fast(bool yes);

  /// 81 to 100 frames; default: 81, about 5 s at 16 frames a second.
  Builder& num_frames(int frames);

  /// Default: 480p and 16:9.
  Builder& resolution(Resolution resolution);
  Builder& aspect_ratio(AspectRatio ratio);

  /// 1 to 20; default: 12. A number without a unit.
  Builder& sample_shift(double shift);

  /// 5 to 24 frames a second; default: 16.
  Builder& frames_per_second(int frames);

  /// Throws InvalidRequestError with every violation.
  Wan22T2VFastRequest build() const;
  Result<Wan22T2VFastRequest> try_build() const noexcept;

 private:
  std::unique_ptr<Fields> fields_;
};

/// "480p", "16:9": as the service spells them.
SEGMIND_EXPORT std::string_view to_string(Wan22T2VFastRequest::Resolution resolution) noexcept;
SEGMIND_EXPORT std::string_view to_string(Wan22T2VFastRequest::AspectRatio ratio) noexcept;

}  // namespace segmind
