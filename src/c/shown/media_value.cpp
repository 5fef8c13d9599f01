#include "c/shown/media_value.hpp"

#include <limits>
#include <string>
#include <utility>

namespace segmind::c {
namespace {

const char* text_or_empty(const std::optional<std::string>& text) noexcept { return text ? text->c_str() : ""; }

double number_or_nan(const std::optional<double>& number) noexcept {
  return number.value_or(std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

void MediaValue::take(Media&& media) noexcept {
  own_.emplace(std::move(media));
  show();
}

void MediaValue::share(std::shared_ptr<const Media> media) noexcept {
  shared_ = std::move(media);
  show();
}

void MediaValue::show() noexcept {
  const Media& made = media();
  const Receipt& receipt = made.receipt();
  size = sizeof(segmind_media);
  self = this;
  data = made.bytes().data();
  data_size = made.bytes().size();
  bytes = made.size();
  content_type = made.content_type().c_str();
  path = made.path().c_str();
  request_id = text_or_empty(receipt.request_id);
  address = text_or_empty(receipt.address);
  cost = number_or_nan(receipt.cost);
  remaining_credits = number_or_nan(receipt.remaining_credits);
  generation_time_s = receipt.generation_time ? receipt.generation_time->count() : number_or_nan({});
  has_seed = receipt.seed.has_value();
  seed = receipt.seed.value_or(0);
  output_metadata = text_or_empty(receipt.output_metadata);
}

}  // namespace segmind::c
