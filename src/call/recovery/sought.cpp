#include "call/recovery/sought.hpp"

namespace segmind::call {
namespace {

// A Date counts whole seconds, and the clocks of the service's machines differ a little.
constexpr std::chrono::seconds tolerance{10};
// Without a Date the service's clock is not known: any time zone, to either side.
constexpr std::chrono::hours zones{26};

}  // namespace

net::Clock::TimeOfDay window_begin(const Sought& sought, const ServiceClock& clock) noexcept {
  const net::Clock::TimeOfDay sent = clock.at(sought.sent);
  return clock.is_known() ? sent - tolerance : sent - zones;
}

Fit fit(const Row& row, const Sought& sought, const ServiceClock& clock) noexcept {
  const Record& record = row.record;
  if (!sought.is_known_by_body() || !api::is_same_model(sought.slug, record.model)) return Fit::none;
  if (record.created && *record.created < window_begin(sought, clock)) return Fit::none;
  switch (api::likeness(sought.body, row.body)) {
    case api::Likeness::other: return Fit::none;
    case api::Likeness::unclear: return Fit::unclear;
    case api::Likeness::same: break;
  }
  return record.created && clock.is_known() ? Fit::certain : Fit::untimed;
}

}  // namespace segmind::call
