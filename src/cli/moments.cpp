#include "cli/moments.hpp"

#include <ratio>

#include "cli/flag_values.hpp"

namespace segmind::cli {
namespace {

using SystemClock = std::chrono::system_clock;
using Days = std::chrono::duration<int, std::ratio<86'400>>;

constexpr int last_year = 2261;  // 64 bits of nanoseconds, as clocks count them, end in 2262

/// Days from 1970-01-01 to a day of the Gregorian calendar: years are counted from March, so that a leap day ends one.
int day_number(int year, int month, int day) {
  const int y = month > 2 ? year : year - 1;
  const int month_from_march = (month + 9) % 12;
  return 365 * y + y / 4 - y / 100 + y / 400 + (153 * month_from_march + 2) / 5 + day - 1 - 719468;
}

/// Two digits, up to `most`.
std::optional<int> two_digits(const std::string& text, std::size_t at, int most) {
  const std::string digits = text.substr(std::min(at, text.size()), 2);
  if (digits.size() != 2 || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  const int number = std::stoi(digits);
  return number <= most ? std::optional(number) : std::nullopt;
}

/// What stands behind the seconds: "Z", "+02:00" or "-02:00", with a fraction before it, which counts for nothing.
std::optional<std::chrono::minutes> offset_of(std::string text) {
  if (!text.empty() && text.front() == '.')
    text.erase(0, std::min(text.find_first_not_of("0123456789", 1), text.size()));
  if (text == "Z" || text == "z") return std::chrono::minutes(0);
  if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = two_digits(text, 1, 23);
  const auto minutes = two_digits(text, 4, 59);
  if (!hours || !minutes) return std::nullopt;
  const std::chrono::minutes offset(*hours * 60 + *minutes);
  return text[0] == '+' ? offset : -offset;
}

std::optional<SystemClock::time_point> time_of(const std::string& text) {
  const auto day = day_of(text.substr(0, 10));
  const bool has_form = text.size() >= 20 && (text[10] == 'T' || text[10] == 't' || text[10] == ' ') &&
                        text[13] == ':' && text[16] == ':';
  if (!day || !has_form) return std::nullopt;
  const auto hours = two_digits(text, 11, 23);
  const auto minutes = two_digits(text, 14, 59);
  const auto seconds = two_digits(text, 17, 60);
  const auto offset = offset_of(text.substr(19));
  if (!hours || !minutes || !seconds || !offset) return std::nullopt;
  return *day + std::chrono::hours(*hours) + std::chrono::minutes(*minutes) + std::chrono::seconds(*seconds) - *offset;
}

std::optional<std::chrono::seconds> span_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto number = whole_number(text.substr(0, text.size() - 1));
  if (!number || *number < 0 || *number > 1'000'000) return std::nullopt;
  switch (text.back()) {
    case 's': return std::chrono::seconds(*number);
    case 'm': return std::chrono::minutes(*number);
    case 'h': return std::chrono::hours(*number);
    case 'd': return std::chrono::hours(24 * *number);
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<SystemClock::time_point> day_of(const std::string& text) {
  const bool has_form = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const auto year = whole_number(has_form ? text.substr(0, 4) : "");
  const auto month = whole_number(has_form ? text.substr(5, 2) : "");
  const auto day = whole_number(has_form ? text.substr(8, 2) : "");
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  if (*year < 1970 || *year > last_year) return std::nullopt;
  const int y = static_cast<int>(*year);
  const int m = static_cast<int>(*month);
  const int first = day_number(y, m, 1);
  const int next = m == 12 ? day_number(y + 1, 1, 1) : day_number(y, m + 1, 1);
  if (*day > next - first) return std::nullopt;
  return SystemClock::time_point(Days(first + static_cast<int>(*day) - 1));
}

std::optional<SystemClock::time_point> moment_of(const std::string& text, SystemClock::time_point now) {
  if (const auto span = span_of(text)) return now - *span;
  const auto day = day_of(text);
  return day ? day : time_of(text);
}

Take day_into(std::optional<SystemClock::time_point>& place) {
  return [&place](const std::string& value) -> std::string {
    place = day_of(value);
    return place ? "" : "takes a day such as 2026-09-30, not \"" + value + '"';
  };
}

Take moment_into(std::optional<SystemClock::time_point>& place) {
  return [&place](const std::string& value) -> std::string {
    const auto now = SystemClock::now();
    place = moment_of(value, now);
    if (!place)
      return "takes a time such as 2026-09-30T08:15:00Z, or 30m, 2h or 3d for so long ago, not \"" + value + '"';
    return *place <= now ? "" : "takes a time that has passed, not \"" + value + '"';
  };
}

}  // namespace segmind::cli
