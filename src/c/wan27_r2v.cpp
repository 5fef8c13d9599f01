// The one model that has a struct of its own.
#include "segmind/models/wan27_r2v.hpp"

#include "c/give.hpp"
#include "c/given/sized.hpp"
#include "c/shown/request_value.hpp"

namespace segmind::c {
namespace {

/// A NULL among the addresses becomes an empty one, which build() refuses by its number.
const char* address_at(const char* const* addresses, std::size_t index) noexcept {
  return addresses[index] == nullptr ? "" : addresses[index];
}

std::optional<Error> add_references(const segmind_wan27_r2v& fields, Wan27R2VRequest::Builder& builder) {
  if (fields.reference_images == nullptr && fields.reference_image_count != 0) {
    return refusal("fields: reference_images is NULL.");
  }
  if (fields.reference_videos == nullptr && fields.reference_video_count != 0) {
    return refusal("fields: reference_videos is NULL.");
  }
  for (std::size_t i = 0; i < fields.reference_image_count; ++i) {
    builder.reference_image(address_at(fields.reference_images, i));
  }
  for (std::size_t i = 0; i < fields.reference_video_count; ++i) {
    builder.reference_video(address_at(fields.reference_videos, i));
  }
  if (fields.reference_voice != nullptr) builder.reference_voice(fields.reference_voice);
  return std::nullopt;
}

std::optional<Error> add_choices(const segmind_wan27_r2v& fields, Wan27R2VRequest::Builder& builder) {
  switch (fields.resolution) {
    case SEGMIND_RESOLUTION_DEFAULT: break;
    case SEGMIND_RESOLUTION_720P: builder.resolution(Resolution::p720); break;
    case SEGMIND_RESOLUTION_1080P: builder.resolution(Resolution::p1080); break;
    default: return refusal("fields: resolution is none of segmind_resolution.");
  }
  switch (fields.seed_mode) {
    case SEGMIND_SEED_DEFAULT:
      if (fields.seed != 0) return refusal("fields: seed is set. Set seed_mode to SEGMIND_SEED_GIVEN, too.");
      break;
    case SEGMIND_SEED_GIVEN: builder.seed(fields.seed); break;
    case SEGMIND_SEED_RANDOM: builder.random_seed(); break;
    default: return refusal("fields: seed_mode is none of segmind_seed_mode.");
  }
  return std::nullopt;
}

Result<Wan27R2VRequest> wan27_r2v_of(const segmind_wan27_r2v& fields) {
  Wan27R2VRequest::Builder builder(fields.prompt != nullptr ? fields.prompt : "");
  if (fields.negative_prompt != nullptr) builder.negative_prompt(fields.negative_prompt);
  if (fields.duration_s != 0) builder.duration(std::chrono::seconds(fields.duration_s));
  if (auto refused = add_references(fields, builder)) return std::move(*refused);
  if (auto refused = add_choices(fields, builder)) return std::move(*refused);
  return builder.try_build();
}

}  // namespace
}  // namespace segmind::c

using namespace segmind::c;

segmind_status segmind_wan27_r2v_request(const segmind_wan27_r2v* fields, segmind_request** request,
                                         segmind_error** error) {
  return give_made(request, error, [&]() -> segmind::Result<std::unique_ptr<RequestValue>> {
    if (fields == nullptr) return missing("fields");
    segmind_wan27_r2v known;
    if (auto refused = read(fields, known, "fields")) return std::move(*refused);
    auto made = wan27_r2v_of(known);
    if (!made) return std::move(made).error();
    return std::make_unique<RequestValue>(*made, made->advice());
  });
}
