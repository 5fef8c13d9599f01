#include "web/date.hpp"

#include <array>
#include <cstdint>

#include "text/number.hpp"

namespace segmind::web {
namespace {

struct Civil {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, millisecond = 0;
};

bool is_leap(int year) noexcept { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in(int month, int year) noexcept {
  constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[static_cast<std::size_t>(month - 1)];
}

// Days from 1970-01-01. Whole 400-year cycles have 146,097 days; counting years from March puts the leap day last.
std::int64_t days_since_epoch(const Civil& date) noexcept {
  const std::int64_t year = date.month > 2 ? date.year : date.year - 1;
  const int month_from_march = (date.month + 9) % 12;
  const std::int64_t before_year = 365 * year + year / 4 - year / 100 + year / 400;
  const int before_month = (153 * month_from_march + 2) / 5;
  constexpr std::int64_t epoch = 719468;
  return before_year + before_month + date.day - 1 - epoch;
}

std::optional<UtcTime> to_time(const Civil& date) noexcept {
  if (date.year < 1 || date.month < 1 || date.month > 12) return std::nullopt;
  if (date.day < 1 || date.day > days_in(date.month, date.year)) return std::nullopt;
  if (date.hour > 23 || date.minute > 59 || date.second > 60) return std::nullopt;  // 60 is a leap second
  const std::int64_t seconds = ((days_since_epoch(date) * 24 + date.hour) * 60 + date.minute) * 60 + date.second;
  return UtcTime(std::chrono::milliseconds(seconds * 1000 + date.millisecond));
}

// Reads a text from its beginning. After the first thing that does not fit, nothing fits any more.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}

  bool fits() const noexcept { return fits_; }
  bool at_end() const noexcept { return fits_ && rest_.empty(); }
  bool next_is(char c) const noexcept { return fits_ && !rest_.empty() && rest_.front() == c; }
  bool next_is_digit() const noexcept { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

  void expect(char c) noexcept {
    fits_ = next_is(c);
    if (fits_) rest_.remove_prefix(1);
  }

  bool accept(char c) noexcept {
    if (!next_is(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect_blanks() noexcept {
    expect(' ');
    while (accept(' ')) continue;
  }

  int digits(int count) noexcept {
    int value = 0;
    for (; count > 0 && fits_; --count) {
      fits_ = next_is_digit();
      if (!fits_) return 0;
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }

  // Letters up to something else.
  std::string_view word() noexcept {
    std::size_t size = 0;
    while (size < rest_.size() && ((rest_[size] | 0x20) >= 'a' && (rest_[size] | 0x20) <= 'z')) ++size;
    fits_ = fits_ && size > 0;
    const std::string_view word = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return word;
  }

 private:
  std::string_view rest_;
  bool fits_ = true;
};

bool same(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if ((a[i] | 0x20) != (b[i] | 0x20)) return false;
  }
  return true;
}

// 0 when the word is no month.
int month_named(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 12> names{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (same(name, names[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

void read_clock(DateReader& in, Civil& date) noexcept {
  date.hour = in.digits(2);
  in.expect(':');
  date.minute = in.digits(2);
  in.expect(':');
  date.second = in.digits(2);
}

bool read_gmt(DateReader& in) noexcept {
  in.expect_blanks();
  const std::string_view zone = in.word();
  return same(zone, "gmt") || same(zone, "utc");
}

// "Sun Nov  6 08:49:37 1994", after the name of the day.
std::optional<UtcTime> read_asctime(DateReader in) noexcept {
  Civil date;
  in.expect_blanks();
  date.month = month_named(in.word());
  in.expect_blanks();
  date.day = in.digits(1);
  if (in.next_is_digit()) date.day = date.day * 10 + in.digits(1);
  in.expect_blanks();
  read_clock(in, date);
  in.expect_blanks();
  date.year = in.digits(4);
  return in.at_end() ? to_time(date) : std::nullopt;
}

// "06 Nov 1994 08:49:37 GMT" and "06-Nov-94 08:49:37 GMT".
std::optional<UtcTime> read_day_first(DateReader in, UtcTime now) noexcept {
  Civil date;
  date.day = in.digits(2);
  const bool dashes = in.accept('-');
  if (!dashes) in.expect_blanks();
  date.month = month_named(in.word());
  if (!dashes) in.expect_blanks();
  if (dashes) in.expect('-');
  date.year = in.digits(2);
  const bool two_digits = !in.next_is_digit();
  if (!two_digits) date.year = date.year * 100 + in.digits(2);
  in.expect_blanks();
  read_clock(in, date);
  if (!read_gmt(in) || !in.at_end()) return std::nullopt;
  if (!two_digits) return to_time(date);
  constexpr auto fifty_years = std::chrono::hours(24 * 36525 / 2);  // of 365.25 days
  date.year += 2000;
  const auto in_this_century = to_time(date);
  if (in_this_century && *in_this_century <= now + fifty_years) return in_this_century;
  date.year -= 100;
  return to_time(date);
}

// "Z", "UTC", "+05:30", "-0800" or nothing: how far the zone is ahead of UTC.
std::optional<std::chrono::minutes> read_zone(DateReader& in) noexcept {
  in.accept(' ');
  if (in.at_end()) return std::chrono::minutes(0);
  const bool east = in.next_is('+');
  if (!east && !in.next_is('-')) {
    const std::string_view name = in.word();
    const bool utc = same(name, "z") || same(name, "utc") || same(name, "gmt");
    return utc ? std::optional(std::chrono::minutes(0)) : std::nullopt;
  }
  in.accept(east ? '+' : '-');
  const int hours = in.digits(2);
  in.accept(':');
  const int minutes = in.next_is_digit() ? in.digits(2) : 0;
  if (!in.fits() || hours > 23 || minutes > 59) return std::nullopt;
  return std::chrono::minutes((east ? 1 : -1) * (hours * 60 + minutes));
}

}  // namespace

std::optional<UtcTime> parse_http_date(std::string_view text, UtcTime now) noexcept {
  DateReader in(text::trim(text));
  in.word();  // servers get the day of the week wrong; the date is what counts
  if (!in.accept(',')) return in.fits() ? read_asctime(in) : std::nullopt;
  in.expect_blanks();
  return read_day_first(in, now);
}

std::optional<UtcTime> parse_iso_8601(std::string_view text) noexcept {
  DateReader in(text::trim(text));
  Civil date;
  date.year = in.digits(4);
  in.expect('-');
  date.month = in.digits(2);
  in.expect('-');
  date.day = in.digits(2);
  if (!in.accept('T') && !in.accept('t')) in.expect(' ');
  date.hour = in.digits(2);
  in.expect(':');
  date.minute = in.digits(2);
  if (in.accept(':')) date.second = in.digits(2);
  if (in.accept('.') || in.accept(',')) {
    if (!in.next_is_digit()) return std::nullopt;
    for (int weight = 100; in.next_is_digit(); weight /= 10) date.millisecond += weight * in.digits(1);
  }
  const auto ahead = read_zone(in);
  const auto local = to_time(date);
  if (!in.at_end() || !ahead || !local) return std::nullopt;
  return *local - *ahead;
}

}  // namespace segmind::web
