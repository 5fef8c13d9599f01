#include "web/date.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "text/number.hpp"

namespace segmind::web {
namespace {

std::optional<UtcTime> read_date(const std::string& text) {
  constexpr std::int64_t end_of_9999 = 253402300799;  // later times could overflow UtcTime
  const std::int64_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds == -1 || seconds > end_of_9999) return std::nullopt;
  return UtcTime(std::chrono::seconds(seconds));
}

// Removes the pattern from the text's beginning; false without a match. '0' matches any digit.
bool take(std::string_view& text, std::string_view pattern) {
  const auto fits = [](char form, char c) { return form == '0' ? text::is_digit(c) : form == c; };
  if (text.size() < pattern.size() || !std::equal(pattern.begin(), pattern.end(), text.begin(), fits)) return false;
  text.remove_prefix(pattern.size());
  return true;
}

// Removes a fraction such as ".25" (250 ms) from the text's beginning. Nothing when no digit follows the point.
std::optional<std::chrono::milliseconds> take_fraction(std::string_view& text) {
  if (text.empty() || (text.front() != '.' && text.front() != ',')) return std::chrono::milliseconds(0);
  const std::size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
  if (end == 1) return std::nullopt;
  std::string digits(text.substr(1, end - 1));
  digits.resize(3, '0');
  text.remove_prefix(end);
  return std::chrono::milliseconds(text::parse_integer(digits).value_or(0));
}

// Converts "Z", "+05:30", "-0800", "+01" or "" to libcurl's form, such as "+0530". Nothing for other texts.
std::optional<std::string> read_zone(std::string_view text) {
  text = text::trim(text);
  for (const std::string_view utc : {"", "Z", "z", "UTC", "GMT"}) {
    if (text == utc) return "+0000";
  }
  std::string zone(text);
  if (zone.size() == 6 && zone[3] == ':') zone.erase(3, 1);
  if (zone.size() == 3) zone += "00";
  const bool is_signed = zone.front() == '+' || zone.front() == '-';
  return is_signed && zone.size() == 5 && text::parse_integer(zone) ? std::optional(zone) : std::nullopt;
}

}  // namespace

std::optional<UtcTime> parse_http_date(std::string_view text) {
  constexpr std::string_view longest = "Wednesday, 06-Nov-94 08:49:37 GMT";
  text = text::trim(text);
  // libcurl would accept a date without a time, as midnight, and ignore everything after the sixth word.
  if (text.size() > longest.size() || text.find(':') == text.npos || text.find('\0') != text.npos) return std::nullopt;
  return read_date(std::string(text));
}

std::optional<std::chrono::system_clock::time_point> plausible_time(const std::optional<UtcTime>& moment) noexcept {
  constexpr UtcTime end{std::chrono::seconds(7'258'118'400)};  // 2200-01-01
  if (!moment || *moment < UtcTime{} || *moment >= end) return std::nullopt;
  return *moment;
}

std::optional<UtcTime> parse_iso_8601(std::string_view text) {
  text = text::trim(text);
  const std::string_view date = text.substr(0, 10);
  if (!take(text, "0000-00-00") || !(take(text, "T") || take(text, "t") || take(text, " "))) return std::nullopt;
  const std::string_view clock = text.substr(0, 5);
  if (!take(text, "00:00")) return std::nullopt;
  const std::string_view seconds = text.substr(0, 3);
  const bool has_seconds = take(text, ":00");
  const auto fraction = take_fraction(text);
  const auto zone = read_zone(text);
  if (!fraction || !zone) return std::nullopt;
  std::string rewritten;
  rewritten.append(date.substr(0, 4)).append(date.substr(5, 2)).append(date.substr(8)).append(" ");
  rewritten.append(clock).append(has_seconds ? seconds : ":00").append(" ").append(*zone);
  const auto moment = read_date(rewritten);
  return moment ? std::optional(*moment + *fraction) : std::nullopt;
}

}  // namespace segmind::web
