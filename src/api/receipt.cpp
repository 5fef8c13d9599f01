#include "api/receipt.hpp"

#include "api/json.hpp"
#include "api/limits.hpp"
#include "api/number.hpp"
#include "api/receipt_fields.hpp"
#include "api/utf8.hpp"

namespace segmind::api {
namespace {

using Seconds = std::chrono::duration<double>;

// A price or a time below zero is no price and no time; a balance may be below zero.
std::optional<double> not_negative(std::optional<double> number) noexcept {
  return number && *number >= 0 ? number : std::nullopt;
}

std::optional<Seconds> seconds_from(std::optional<double> number) {
  number = not_negative(number);
  return number ? std::optional(Seconds(*number)) : std::nullopt;
}

// "0.625", also as "$0.625" and "329.4s": nothing is published about how these headers are written.
std::optional<double> amount(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '$') text.remove_prefix(1);
  if (!text.empty() && text.back() == 's') text.remove_suffix(1);
  return parse_decimal(text);
}

}  // namespace

Receipt receipt_from(const Headers& headers) {
  Receipt receipt;
  if (const auto id = find(headers, "x-request-id"); !is_blank(id)) {
    receipt.request_id = excerpt(id, limits::max_id_characters);
  }
  receipt.cost = not_negative(amount(find(headers, "x-cost")));
  receipt.remaining_credits = amount(find(headers, "x-remaining-credits"));
  receipt.seed = parse_integer(find(headers, "x-seed-value"));
  receipt.generation_time = seconds_from(amount(find(headers, "x-generation-time")));
  return receipt;
}

Receipt receipt_in(const Json& root) {
  Receipt receipt;
  receipt.request_id = id_of(member(root, "request_id"));
  if (const Json* metrics = member(root, "metrics")) {
    receipt.cost = not_negative(decimal_of(member(*metrics, "cost")));
    receipt.remaining_credits = decimal_of(member(*metrics, "remaining_credits"));
    receipt.seed = integer_of(member(*metrics, "seed"));
    receipt.generation_time = seconds_from(decimal_of(member(*metrics, "inference_time")));
  }
  return receipt;
}

std::optional<Seconds> total_time_in(const Json& root) {
  const Json* metrics = member(root, "metrics");
  return metrics ? seconds_from(decimal_of(member(*metrics, "total_time"))) : std::nullopt;
}

}  // namespace segmind::api
