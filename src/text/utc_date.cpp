#include "text/utc_date.hpp"

#include <algorithm>
#include <cstdint>

namespace segmind::text {
namespace {

using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

bool is_leap(std::int64_t year) noexcept { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

std::string padded(std::int64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
}

}  // namespace

// gmtime_r() is not in the standard library, and gmtime() is not for threads.
std::string utc_date(std::chrono::system_clock::time_point moment) {
  std::int64_t day = std::max<std::int64_t>(std::chrono::floor<Days>(moment).time_since_epoch().count(), 0);
  std::int64_t year = 1970;
  for (; day >= (is_leap(year) ? 366 : 365); ++year) day -= is_leap(year) ? 366 : 365;
  const int february = is_leap(year) ? 29 : 28;
  const int lengths[] = {31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  for (; day >= lengths[month]; ++month) day -= lengths[month];
  return padded(year, 4) + '-' + padded(month + 1, 2) + '-' + padded(day + 1, 2);
}

}  // namespace segmind::text
