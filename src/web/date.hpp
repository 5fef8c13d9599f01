#pragma once

#include <chrono>
#include <optional>
#include <string_view>

/// Dates as servers write them, parsed by libcurl, because strptime() and timegm() are not portable and follow the
/// locale. The days 29 to 31 are accepted in every month and run over into the next.
namespace segmind::web {

using UtcTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// Parses the three forms of an HTTP date: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" and
/// "Sun Nov  6 08:49:37 1994". The day of the week may be wrong and the zone missing. Nothing for other texts.
std::optional<UtcTime> parse_http_date(std::string_view text);

/// Parses "2026-03-01T12:00:00": T or a blank between date and time, an optional fraction, an optional zone (default
/// UTC). Nothing for other texts.
std::optional<UtcTime> parse_iso_8601(std::string_view text);

/// The moment by the system's clock. Nothing before 1970 and from 2200 on: no service tells such a time of its work,
/// and the clock may not.
std::optional<std::chrono::system_clock::time_point> plausible_time(const std::optional<UtcTime>& moment) noexcept;

}  // namespace segmind::web
