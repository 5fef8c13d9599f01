#pragma once

#include <chrono>
#include <optional>
#include <string_view>

/// Moments as servers write them, read by libcurl: strptime() and timegm() are not portable and follow the locale.
/// Days from 29 to 31 are accepted in every month, and count on into the next one.
namespace segmind::web {

using UtcTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// A date of HTTP with a time of day: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" or
/// "Sun Nov  6 08:49:37 1994". The day of the week may be wrong, and the zone missing. Nothing for other texts.
std::optional<UtcTime> parse_http_date(std::string_view text);

/// "2026-03-01T12:00:00", with a blank in place of the T, with or without a fraction and a zone; without one it is UTC.
/// Nothing for other texts.
std::optional<UtcTime> parse_iso_8601(std::string_view text);

}  // namespace segmind::web
