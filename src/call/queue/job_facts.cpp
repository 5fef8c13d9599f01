#include "call/queue/job_facts.hpp"

#include <algorithm>
#include <utility>

#include "api/endpoints.hpp"
#include "api/limits.hpp"
#include "api/queue.hpp"
#include "web/address.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

// The key goes to the service's own host and nowhere else.
bool is_own(const Settings& settings, const std::string& address) {
  const auto url = web::parse_url(address);
  const auto service = web::parse_url(settings.base_url);
  return url && service && web::address_problem(address).empty() && !settings.key.is_shown_in(address) &&
         !url->has_user && url->scheme == service->scheme && url->host == service->host && url->port == service->port;
}

}  // namespace

JobFacts::JobFacts(const Engine& engine, std::string job, net::Clock::TimeOfDay when_submitted)
    : clock(&engine.clock()),
      id(std::move(job)),
      submitted(when_submitted),
      status_address(engine.settings().base_url + api::status_path(id)),
      result_address(engine.settings().base_url + api::result_path(id)),
      first_seen_(clock->now()),
      age_when_first_seen_(std::chrono::duration_cast<milliseconds>(clock->time_of_day() - when_submitted)) {}

JobFacts::JobFacts(const Engine& engine, std::string job, net::Clock::TimeOfDay when_submitted, const Request& request,
                   std::string_view answer)
    : JobFacts(engine, std::move(job), when_submitted) {
  resumed = false;
  model = request.slug();
  expected = request.expected_time();
  output = request.output();
  const api::JobAddresses told = api::job_addresses_in(answer);
  if (is_own(engine.settings(), told.status)) status_address = told.status;
  if (is_own(engine.settings(), told.result)) result_address = told.result;
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
