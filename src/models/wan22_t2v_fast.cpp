#include "segmind/models/wan22_t2v_fast.hpp"

#include <utility>

#include "models/filled.hpp"
#include "models/findings.hpp"
#include "models/json_body.hpp"
#include "models/refusal.hpp"

namespace segmind {

struct Wan22T2VFastRequest::Fields {
  std::string prompt;
  std::optional<std::int64_t> seed;
  bool go_fast = true;
  std::optional<int> num_frames;
  std::optional<Resolution> resolution;
  std::optional<AspectRatio> aspect_ratio;
  std::optional<double> sample_shift;
  std::optional<int> frames_per_second;
  std::optional<Request> request;  // made by try_build()

  std::vector<Violation> violations() const;
  std::string to_json() const;
};

std::string_view to_string(Wan22T2VFastRequest::Resolution resolution) noexcept {
  switch (resolution) {
    case Wan22T2VFastRequest::Resolution::p480: return "480p";
    case Wan22T2VFastRequest::Resolution::p720: return "720p";
  }
  return {};
}

std::string_view to_string(Wan22T2VFastRequest::AspectRatio ratio) noexcept {
  switch (ratio) {
    case Wan22T2VFastRequest::AspectRatio::landscape_16_9: return "16:9";
    case Wan22T2VFastRequest::AspectRatio::portrait_9_16: return "9:16";
  }
  return {};
}

std::vector<Violation> Wan22T2VFastRequest::Fields::violations() const {
  models::Findings findings;
  const auto check_choice = [&](const char* field, const auto& choice) {
    if (!choice || !to_string(*choice).empty()) return;
    findings.add(field, std::to_string(static_cast<int>(*choice)),
                 "It is not a value of its enumeration; choose one of those.");
  };
  findings.check_prompt(prompt);
  if (num_frames) findings.check_number("num_frames", *num_frames, 81, 100);
  check_choice("resolution", resolution);
  check_choice("aspect_ratio", aspect_ratio);
  if (sample_shift) findings.check_number("sample_shift", *sample_shift, 1, 20);
  if (frames_per_second) findings.check_number("frames_per_second", *frames_per_second, 5, 24);
  return findings.take();
}

std::string Wan22T2VFastRequest::Fields::to_json() const {
  models::JsonBody body;
  body.put("prompt", prompt);
  body.put("seed", seed ? text::Json(*seed) : text::Json(nullptr));
  body.put("go_fast", go_fast);
  if (num_frames) body.put("num_frames", *num_frames);
  if (resolution) body.put("resolution", to_string(*resolution));
  if (aspect_ratio) body.put("aspect_ratio", to_string(*aspect_ratio));
  if (sample_shift) body.put("sample_shift", *sample_shift);
  if (frames_per_second) body.put("frames_per_second", *frames_per_second);
  return body.take();
}

Wan22T2VFastRequest::Wan22T2VFastRequest(std::shared_ptr<const Fields> fields) noexcept : fields_(std::move(fields)) {}

const std::string& Wan22T2VFastRequest::prompt() const noexcept { return fields_->prompt; }
std::optional<std::int64_t> Wan22T2VFastRequest::seed() const noexcept { return fields_->seed; }
bool Wan22T2VFastRequest::go_fast() const noexcept { return fields_->go_fast; }
std::optional<int> Wan22T2VFastRequest::num_frames() const noexcept { return fields_->num_frames; }
auto Wan22T2VFastRequest::resolution() const noexcept -> std::optional<Resolution> { return fields_->resolution; }
auto Wan22T2VFastRequest::aspect_ratio() const noexcept -> std::optional<AspectRatio> { return fields_->aspect_ratio; }
std::optional<double> Wan22T2VFastRequest::sample_shift() const noexcept { return fields_->sample_shift; }
std::optional<int> Wan22T2VFastRequest::frames_per_second() const noexcept { return fields_->frames_per_second; }
const std::string& Wan22T2VFastRequest::to_json() const noexcept { return fields_->request->to_json(); }
Wan22T2VFastRequest::operator const Request&() const noexcept { return *fields_->request; }

using models::filled;
Wan22T2VFastRequest::Builder::Builder(std::string prompt) : fields_(std::make_unique<Fields>()) {
  fields_->prompt = std::move(prompt);
}
Wan22T2VFastRequest::Builder::Builder(const Builder& other)
    : fields_(other.fields_ ? std::make_unique<Fields>(*other.fields_) : nullptr) {}
Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::operator=(const Builder& other) {
  if (this != &other) *this = Builder(other);
  return *this;
}
Wan22T2VFastRequest::Builder::Builder(Builder&&) noexcept = default;
Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::operator=(Builder&&) noexcept = default;
Wan22T2VFastRequest::Builder::~Builder() = default;

Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::seed(std::int64_t seed) {
  filled(fields_).seed = seed;
  return *this;
}

Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::random_seed() {
  filled(fields_).seed.reset();
  return *this;
}

Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::go_fast(bool yes) {
  filled(fields_).go_fast = yes;
  return *this;
}

Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::num_frames(int frames) {
  filled(fields_).num_frames = frames;
  return *this;
}

Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::resolution(Resolution resolution) {
  filled(fields_).resolution = resolution;
  return *this;
}

Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::aspect_ratio(AspectRatio ratio) {
  filled(fields_).aspect_ratio = ratio;
  return *this;
}

Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::sample_shift(double shift) {
  filled(fields_).sample_shift = shift;
  return *this;
}

Wan22T2VFastRequest::Builder& Wan22T2VFastRequest::Builder::frames_per_second(int frames) {
  filled(fields_).frames_per_second = frames;
  return *this;
}

Wan22T2VFastRequest Wan22T2VFastRequest::Builder::build() const { return try_build().value(); }

Result<Wan22T2VFastRequest> Wan22T2VFastRequest::Builder::try_build() const noexcept {
  return models::refusing<Wan22T2VFastRequest>([this]() -> Result<Wan22T2VFastRequest> {
    const auto fields = fields_ ? std::make_shared<Fields>(*fields_) : std::make_shared<Fields>();
    if (std::vector<Violation> found = fields->violations(); !found.empty()) return models::refusal(std::move(found));
    Result<Request> request = Request::try_create("wan-2.2-t2v-fast", fields->to_json(), {{}, {}, Output::film});
    if (!request) return std::move(request).error();
    fields->request = *std::move(request);
    return Wan22T2VFastRequest(fields);
  });
}

}  // namespace segmind
