#include "segmind/models/wan27_r2v.hpp"

#include <utility>

#include "models/advice.hpp"
#include "models/estimate.hpp"
#include "models/filled.hpp"
#include "models/refusal.hpp"
#include "models/request_fields.hpp"
#include "models/request_json.hpp"
#include "models/validation.hpp"
#include "segmind/exception.hpp"

namespace segmind {

namespace {

constexpr const char* slug = "wan2.7-r2v";
constexpr ExpectedTime usual_time{std::chrono::seconds(329), std::chrono::seconds(490)};  // documented averages

}  // namespace

struct Wan27R2VRequest::Fields : models::RequestFields {
  std::optional<Request> request;  // made by try_build()
};

std::string_view to_string(Resolution resolution) noexcept {
  switch (resolution) {
    case Resolution::p720: return "720P";
    case Resolution::p1080: return "1080P";
  }
  return {};
}

std::string_view to_string(AdviceCode code) noexcept {
  switch (code) {
    case AdviceCode::prompt_too_long: return "prompt_too_long";
    case AdviceCode::reference_missing: return "reference_missing";
    case AdviceCode::reference_named_otherwise: return "reference_named_otherwise";
    case AdviceCode::negative_prompt_too_long: return "negative_prompt_too_long";
    case AdviceCode::no_reference: return "no_reference";
    case AdviceCode::reference_not_called: return "reference_not_called";
    case AdviceCode::reference_repeated: return "reference_repeated";
    case AdviceCode::address_not_public: return "address_not_public";
    case AdviceCode::address_with_login: return "address_with_login";
    case AdviceCode::duration_with_video: return "duration_with_video";
    case AdviceCode::seed_out_of_range: return "seed_out_of_range";
    case AdviceCode::reference_of_other_kind: return "reference_of_other_kind";
  }
  return {};
}

Wan27R2VRequest::Wan27R2VRequest(std::shared_ptr<const Fields> fields) noexcept : fields_(std::move(fields)) {}

const std::string& Wan27R2VRequest::prompt() const noexcept { return fields_->prompt; }
const std::optional<std::string>& Wan27R2VRequest::negative_prompt() const noexcept { return fields_->negative_prompt; }
const std::vector<std::string>& Wan27R2VRequest::reference_images() const noexcept { return fields_->images; }
const std::vector<std::string>& Wan27R2VRequest::reference_videos() const noexcept { return fields_->videos; }
const std::optional<std::string>& Wan27R2VRequest::reference_voice() const noexcept { return fields_->voice; }
std::optional<Resolution> Wan27R2VRequest::resolution() const noexcept { return fields_->resolution; }
std::optional<std::chrono::seconds> Wan27R2VRequest::duration() const noexcept { return fields_->duration; }
std::optional<std::int64_t> Wan27R2VRequest::seed() const noexcept { return fields_->seed; }
bool Wan27R2VRequest::is_seed_random() const noexcept { return fields_->random_seed; }

const std::string& Wan27R2VRequest::to_json() const noexcept { return fields_->request->to_json(); }
const CostEstimate& Wan27R2VRequest::estimated_cost() const noexcept { return *fields_->request->estimated_cost(); }
Wan27R2VRequest::operator const Request&() const noexcept { return *fields_->request; }

std::vector<Advice> Wan27R2VRequest::advice() const { return models::advice(*fields_); }

using models::filled;
Wan27R2VRequest::Builder::Builder(std::string prompt) : fields_(std::make_unique<Fields>()) {
  fields_->prompt = std::move(prompt);
}

Wan27R2VRequest::Builder::Builder(const Builder& other)
    : fields_(other.fields_ ? std::make_unique<Fields>(*other.fields_) : nullptr) {}

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::operator=(const Builder& other) {
  if (this != &other) *this = Builder(other);
  return *this;
}

Wan27R2VRequest::Builder::Builder(Builder&&) noexcept = default;
Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::operator=(Builder&&) noexcept = default;
Wan27R2VRequest::Builder::~Builder() = default;

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::negative_prompt(std::string text) {
  filled(fields_).negative_prompt = std::move(text);
  return *this;
}

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::reference_image(std::string address) {
  filled(fields_).images.push_back(std::move(address));
  return *this;
}

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::reference_video(std::string address) {
  filled(fields_).videos.push_back(std::move(address));
  return *this;
}

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::reference_voice(std::string address) {
  filled(fields_).voice = std::move(address);
  return *this;
}

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::resolution(Resolution resolution) {
  filled(fields_).resolution = resolution;
  return *this;
}

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::duration(std::chrono::seconds duration) {
  filled(fields_).duration = duration;
  return *this;
}

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::seed(std::int64_t seed) {
  Fields& fields = filled(fields_);
  fields.seed = seed;
  fields.random_seed = false;
  return *this;
}

Wan27R2VRequest::Builder& Wan27R2VRequest::Builder::random_seed() {
  Fields& fields = filled(fields_);
  fields.seed.reset();
  fields.random_seed = true;
  return *this;
}

Wan27R2VRequest Wan27R2VRequest::Builder::build() const { return try_build().value(); }

Result<Wan27R2VRequest> Wan27R2VRequest::Builder::try_build() const noexcept {
  return models::refusing<Wan27R2VRequest>([this]() -> Result<Wan27R2VRequest> {
    const auto fields = fields_ ? std::make_shared<Fields>(*fields_) : std::make_shared<Fields>();
    if (std::vector<Violation> found = models::violations(*fields); !found.empty()) {
      return models::refusal(std::move(found));
    }
    Result<Request> request = Request::try_create(slug, models::to_json(*fields),
                                                  {models::estimated_cost(*fields), usual_time, Output::film});
    if (!request) return std::move(request).error();
    fields->request = *std::move(request);
    return Wan27R2VRequest(fields);
  });
}

}  // namespace segmind
