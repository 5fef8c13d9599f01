#include "call/queue/job_facts.hpp"

#include <algorithm>
#include <utility>

#include "api/limits.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

}  // namespace

JobFacts::JobFacts(const net::Clock& its_clock, std::string job, net::Clock::TimeOfDay when_submitted)
    : clock(&its_clock),
      id(std::move(job)),
      submitted(when_submitted),
      first_seen_(its_clock.now()),
      age_when_first_seen_(std::chrono::duration_cast<milliseconds>(its_clock.time_of_day() - when_submitted)) {}

JobFacts::JobFacts(const net::Clock& its_clock, std::string job, net::Clock::TimeOfDay when_submitted,
                   const Request& request)
    : JobFacts(its_clock, std::move(job), when_submitted) {
  model = request.slug();
  expected = request.expected_time();
  output = request.output();
}

net::Clock::TimeOfDay JobFacts::expires_at() const { return submitted + api::limits::job_record_lifetime; }

milliseconds JobFacts::since_submission() const {
  return age_when_first_seen_ + std::chrono::duration_cast<milliseconds>(clock->now() - first_seen_);
}

milliseconds JobFacts::age() const { return std::max(since_submission(), milliseconds(0)); }

milliseconds JobFacts::time_left() const {
  return std::max(milliseconds(api::limits::job_record_lifetime) - since_submission(), milliseconds(0));
}

Error with_job(Error error, CallKind call, const std::string& id) {
  error.call = call;
  error.request_id = id;
  if (error.kind != ErrorKind::job_failed) error.charge = std::max(error.charge, Charge::possible);
  return error;
}

}  // namespace segmind::call
