#include "c/given/client_options.hpp"

#include "c/given/callback.hpp"
#include "c/given/sized.hpp"
#include "c/handles.hpp"
#include "c/shown/error_value.hpp"
#include "c/shown/times.hpp"

namespace segmind::c {
namespace {

using std::chrono::milliseconds;

void set(std::string& option, const char* given) {
  if (given != nullptr) option = given;
}

void set(milliseconds& option, std::int64_t given) noexcept {
  if (given != 0) option = milliseconds(given);
}

ClientOptions converted(const segmind_client_options& given, const SharedCallback<segmind_on_text>& log) {
  ClientOptions options;
  set(options.api_key, given.api_key);
  set(options.base_url, given.base_url);
  set(options.storage_url, given.storage_url);
  set(options.records_url, given.records_url);
  set(options.proxy, given.proxy);
  set(options.ca_file, given.ca_file);
  set(options.timeout, given.timeout_ms);
  set(options.connect_timeout, given.connect_timeout_ms);
  set(options.silence_timeout, given.silence_timeout_ms);
  options.retry = retry_of(given.retry, options.retry);
  options.requests_per_minute = given.requests_per_minute;
  options.pumped = given.pumped;
  options.recover_from_records = !given.no_recovery;
  if (given.has_spending_limit) options.spending_limit = given.spending_limit;
  if (given.has_expected_time) {
    options.expected_earliest = milliseconds(given.expected_earliest_ms);
    options.expected_latest = milliseconds(given.expected_latest_ms);
  }
  if (given.max_response_bytes != 0) options.max_response_bytes = given.max_response_bytes;
  if (given.journal != nullptr) options.journal = given.journal->journal;
  set(options.project, given.project);
  options.spending_since = time_of(given.spending_since_ms);
  set(options.records_settle, given.records_settle_ms);
  options.keep_requests = given.keep_requests;
  if (*log) options.log = [log](std::string_view line) { (*log)(std::string(line).c_str()); };
  return options;
}

}  // namespace

RetryPolicy retry_of(const segmind_retry& given, RetryPolicy policy) noexcept {
  if (given.attempts != 0) policy.attempts = given.attempts;
  set(policy.first_wait, given.first_wait_ms);
  set(policy.longest_wait, given.longest_wait_ms);
  set(policy.unknown_id_grace, given.unknown_id_grace_ms);
  return policy;
}

Result<ClientOptions> client_options_of(const segmind_client_options* given) noexcept {
  try {
    segmind_client_options options;
    if (auto refused = read(given, options, "options")) return std::move(*refused);
    const SharedCallback<segmind_on_text> log = keep(options.log);
    if (log == nullptr) throw std::bad_alloc();
    return converted(options, log);
  } catch (...) {
    return error_of_current_exception();
  }
}

}  // namespace segmind::c
