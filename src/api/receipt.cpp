#include "api/receipt.hpp"

#include "api/answer_fields.hpp"
#include "api/limits.hpp"
#include "api/receipt_fields.hpp"
#include "text/json.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::api {
namespace {

using Seconds = std::chrono::duration<double>;

// For prices and times. A balance may be negative.
std::optional<double> not_negative(std::optional<double> number) noexcept {
  return number && *number >= 0 ? number : std::nullopt;
}

std::optional<Seconds> seconds_from(std::optional<double> number) {
  number = not_negative(number);
  return number ? std::optional(Seconds(*number)) : std::nullopt;
}

// Parses "0.625", "$0.625" and "329.4s": the format of these headers is not published.
std::optional<double> amount(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '$') text.remove_prefix(1);
  if (!text.empty() && text.back() == 's') text.remove_suffix(1);
  return text::parse_decimal(text);
}

}  // namespace

Receipt receipt_from(const Headers& headers) {
  Receipt receipt;
  if (const auto id = find(headers, "x-request-id"); !text::is_blank(id)) {
    receipt.request_id = text::excerpt(id, limits::max_id_characters);
  }
  receipt.cost = not_negative(amount(find(headers, "x-cost")));
  receipt.remaining_credits = amount(find(headers, "x-remaining-credits"));
  receipt.seed = text::parse_integer(find(headers, "x-seed-value"));
  receipt.generation_time = seconds_from(amount(find(headers, "x-generation-time")));
  if (const auto metadata = find(headers, "x-output-metadata"); !metadata.empty()) {
    receipt.output_metadata = metadata.substr(0, limits::max_metadata_bytes);
  }
  return receipt;
}

Receipt receipt_in(const text::Json& root) {
  Receipt receipt;
  receipt.request_id = id_of(text::member(root, "request_id"));
  if (const text::Json* metrics = text::member(root, "metrics")) {
    receipt.cost = not_negative(text::decimal_of(text::member(*metrics, "cost")));
    receipt.remaining_credits = text::decimal_of(text::member(*metrics, "remaining_credits"));
    receipt.seed = text::integer_of(text::member(*metrics, "seed"));
    receipt.generation_time = seconds_from(text::decimal_of(text::member(*metrics, "inference_time")));
  }
  return receipt;
}

std::optional<Seconds> total_time_in(const text::Json& root) {
  const text::Json* metrics = text::member(root, "metrics");
  return metrics ? seconds_from(text::decimal_of(text::member(*metrics, "total_time"))) : std::nullopt;
}

}  // namespace segmind::api
