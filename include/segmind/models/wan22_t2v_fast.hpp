#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "segmind/request.hpp"

namespace segmind {

/// A request for one clip from Wan 2.2 Text-to-Video Fast (the service's wan-2.2-t2v-fast): immutable, and valid by
/// construction. All ranges and defaults are documented by the service.
///
/// Made by its Builder. Copies are cheap and share their content; a request may be used by many threads at once. A
/// request that was moved from may only be destroyed or assigned to. No price and no usual time are published, so that
/// Request::estimated_cost() and Request::expected_time() are not set.
class SEGMIND_EXPORT Wan22T2VFastRequest {
 public:
  class Builder;
  enum class Resolution { p480, p720 };                      ///< "480p" (default) or "720p".
  enum class AspectRatio { landscape_16_9, portrait_9_16 };  ///< "16:9" (default) or "9:16".

  const std::string& prompt() const noexcept;
  /// Not set: null is sent, for a random seed.
  std::optional<std::int64_t> seed() const noexcept;
  bool go_fast() const noexcept;
  // Where one of these is not set, the service's default counts.
  std::optional<int> num_frames() const noexcept;
  std::optional<Resolution> resolution() const noexcept;
  std::optional<AspectRatio> aspect_ratio() const noexcept;
  std::optional<double> sample_shift() const noexcept;
  std::optional<int> frames_per_second() const noexcept;

  /// The exact body that is sent: JSON in UTF-8, one line. The service requires prompt, seed and go_fast, so that these
  /// are always there. Any other field that was not set is left out.
  const std::string& to_json() const noexcept;

  /// What calls take.
  operator const Request&() const noexcept;  // NOLINT: every call takes it as it is

 private:
  struct Fields;
  explicit Wan22T2VFastRequest(std::shared_ptr<const Fields> fields) noexcept;
  std::shared_ptr<const Fields> fields_;
};

/// Collects what a clip should be. Nothing is checked before build(), which names every problem at once.
///
/// The prompt is UTF-8. A builder can be built from several times; it is not to be shared between threads.
class SEGMIND_EXPORT Wan22T2VFastRequest::Builder {
 public:
  explicit Builder(std::string prompt);
  Builder(const Builder&);
  Builder(Builder&&) noexcept;
  Builder& operator=(const Builder&);
  Builder& operator=(Builder&&) noexcept;
  ~Builder();

  Builder& seed(std::int64_t seed);

  /// Sends null, which is the default here. That null means a random seed is inferred from the service's other models.
  Builder& random_seed();

  /// Default: true.
  Builder& go_fast(bool yes);

  /// 81 to 100 frames; default: 81, about 5 s at 16 frames a second.
  Builder& num_frames(int frames);

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
