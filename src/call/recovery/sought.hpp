#pragma once

#include <string>
#include <vector>

#include "api/record_match.hpp"
#include "api/records.hpp"
#include "call/recovery/service_clock.hpp"
#include "segmind/records.hpp"

namespace segmind::call {

/// A request whose record is looked for.
struct Sought {
  std::string slug;
  api::RequestBody body;  ///< Without one, the id alone counts.
  net::Clock::TimePoint sent{};
  std::string id;  ///< As the head of an answer named it; empty where none did.

  bool is_known_by_body() const noexcept { return body.json() != nullptr; }
};

/// One record, read once for all who look for theirs.
struct Row {
  explicit Row(api::ToldRecord told) : record(std::move(told)), body(record.request_body) {}

  api::ToldRecord record;
  api::RequestBody body;
};

inline bool has_ended(const Record& record) noexcept {
  return record.state == RecordState::completed || record.state == RecordState::failed;
}

/// How well a record fits a request.
enum class Fit {
  none,     ///< Another request's.
  unclear,  ///< It may be the request's, but tells too little to show it.
  untimed,  ///< It tells all that was sent, but not when: it counts only where it is the only one.
  certain   ///< It tells all that was sent, and is no older than the request.
};
Fit fit(const Row& row, const Sought& sought, const ServiceClock& clock) noexcept;

/// The oldest time, by the service's clock, that the record of this request can have.
net::Clock::TimeOfDay window_begin(const Sought& sought, const ServiceClock& clock) noexcept;

}  // namespace segmind::call
