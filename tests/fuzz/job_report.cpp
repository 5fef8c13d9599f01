// The answers to questions about a job: its state, its end, its clip and what it cost.

#include <cmath>
#include <string>

#include "api/queue.hpp"
#include "fuzz.hpp"

namespace segmind::fuzz {
namespace {

bool is_amount(const std::optional<double>& number) { return !number || (std::isfinite(*number) && *number >= 0); }

}  // namespace

FUZZ(job_report, input) {
  Reader reader(input);
  constexpr int statuses[] = {200, 202, 422, 404, 429, 500, 504};
  const int status = statuses[reader.byte() % std::size(statuses)];
  const auto report = api::read_report(status, reader.rest());
  if (!report) return;
  promise(is_safe(report->state_text) && is_safe(report->error.value_or("")), "what is told can be printed");
  promise(is_amount(report->receipt.cost), "a cost is no less than nothing");
  promise(!report->receipt.generation_time || is_amount(report->receipt.generation_time->count()), "nor is a time");
  promise(!report->total_time || is_amount(report->total_time->count()), "nor is the whole time");
  promise(report->addresses.size() <= 16, "a report names few addresses");
  for (const api::ResultAddress& address : report->addresses) promise(is_safe(address.text), "they can be printed");
  const bool is_whole = status / 100 == 2 || status == 422;
  promise(is_whole || (report->state == api::JobState::completed && !report->addresses.empty()),
          "a gateway's error is no report, unless it brings the clip");
  promise(report->state != api::JobState::failed || status == 422 || !report->state_text.empty(),
          "only the service's own word ends a job as failed");
}

}  // namespace segmind::fuzz
