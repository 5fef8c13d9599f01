#pragma once

#include <chrono>
#include <optional>
#include <string_view>

/// Moments as servers write them. Own arithmetic: strptime and timegm are not portable, and they follow the locale.
namespace segmind::web {

using UtcTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// The three forms that HTTP allows: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" and
/// "Sun Nov  6 08:49:37 1994". A year of two digits lies at most 50 years after `now`.
std::optional<UtcTime> parse_http_date(std::string_view text, UtcTime now) noexcept;

/// "2026-03-01T12:00:00", with a blank in place of the T, with or without a fraction and a zone; without one it is UTC.
std::optional<UtcTime> parse_iso_8601(std::string_view text) noexcept;

}  // namespace segmind::web
