#include "api/retry.hpp"

#include <algorithm>
#include <cmath>

#include "api/limits.hpp"
#include "text/number.hpp"
#include "web/date.hpp"

namespace segmind::api {
namespace {

using std::chrono::milliseconds;

milliseconds within_limits(milliseconds wait) noexcept {
  return std::clamp<milliseconds>(wait, milliseconds(0), limits::max_retry_after);
}

// Clamp the double before the conversion: a longer number would overflow the integer.
milliseconds from_seconds(double seconds) noexcept {
  constexpr double longest = std::chrono::duration<double>(limits::max_retry_after).count();
  return milliseconds(std::llround(std::clamp(seconds, 0.0, longest) * 1000));
}

// Reads a Unix time in seconds or milliseconds. From 1973 to the year 5138 the two ranges do not overlap; other numbers
// are no time.
std::optional<web::UtcTime> from_epoch(double number) noexcept {
  constexpr double first_second = 1e8, first_millisecond = 1e11, end = 1e14;
  if (!(number >= first_second && number < end)) return std::nullopt;
  const double count = number < first_millisecond ? number * 1000 : number;
  return web::UtcTime(milliseconds(static_cast<std::int64_t>(count)));
}

}  // namespace

std::optional<milliseconds> retry_after(const Headers& headers, std::chrono::system_clock::time_point now) {
  const web::UtcTime moment_now = std::chrono::time_point_cast<milliseconds>(now);
  const std::string_view wait = find(headers, "retry-after");
  if (const auto seconds = text::parse_decimal(wait)) return from_seconds(*seconds);
  if (const auto moment = web::parse_http_date(wait)) return within_limits(*moment - moment_now);

  const std::string_view reset = find(headers, "x-rate-limit-reset-at-utc");
  std::optional<web::UtcTime> moment = web::parse_iso_8601(reset);
  if (!moment) moment = web::parse_http_date(reset);
  if (!moment) {
    if (const auto number = text::parse_decimal(reset)) moment = from_epoch(*number);
  }
  return moment ? std::optional(within_limits(*moment - moment_now)) : std::nullopt;
}

}  // namespace segmind::api
