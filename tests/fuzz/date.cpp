// Dates, and how long the service asks to wait.

#include "web/date.hpp"

#include "api/limits.hpp"
#include "api/retry.hpp"
#include "fuzz.hpp"

namespace segmind::fuzz {
namespace {

bool is_plausible(const std::optional<web::UtcTime>& time) {
  using std::chrono::hours;
  return !time ||
         (time->time_since_epoch() > -hours(24 * 366 * 2000) && time->time_since_epoch() < hours(24 * 366 * 8100));
}

}  // namespace

FUZZ(date, input) {
  Reader reader(input);
  const std::string wait(reader.line());
  const std::string reset(reader.line());
  promise(is_plausible(web::parse_http_date(wait)) && is_plausible(web::parse_iso_8601(wait)),
          "a date is one of a calendar");
  const std::chrono::system_clock::time_point moments[] = {
      {},
      std::chrono::system_clock::time_point(std::chrono::seconds(1'772'366'400)),
      std::chrono::system_clock::time_point(std::chrono::hours(24 * 365 * 200))};
  for (const auto now : moments) {
    const auto asked = api::retry_after({{"retry-after", wait}, {"x-rate-limit-reset-at-utc", reset}}, now);
    promise(!asked || (asked->count() >= 0 && *asked <= api::limits::max_retry_after), "a wait is bounded");
  }
}

}  // namespace segmind::fuzz
