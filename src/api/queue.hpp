#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/result_addresses.hpp"
#include "segmind/media.hpp"

/// The answers of the queue (v2).
namespace segmind::api {

/// The job's id in the answer to a submission, also in invalid or truncated JSON: a lost id is a lost paid clip. The id
/// satisfies is_plausible_id(). Nothing when the body has none.
std::optional<std::string> submitted_id(std::string_view body);

/// The addresses of a job in the answer to a submission, not validated. Empty: the documented address.
struct JobAddresses {
  std::string status;
  std::string result;
};
JobAddresses job_addresses_in(std::string_view body);

enum class JobState {
  queued,
  processing,
  completed,
  failed,
  unknown  ///< Another status word: keep polling.
};

/// The state for a status word of the service, in upper or lower case.
JobState state_named(std::string_view word) noexcept;

/// The answer to a status query.
struct JobReport {
  JobState state = JobState::unknown;
  std::string state_text;                ///< The service's status word, safe to print.
  std::vector<ResultAddress> addresses;  ///< The clip's addresses, see addresses_in().
  std::optional<std::string> error;      ///< The service's words, safe to print. Possible in any state.
  Receipt receipt;
  std::optional<std::chrono::duration<double>> total_time;
};

/// Parses a status answer. The body counts before the HTTP status, because FAILED arrives with 422 (observed) or 200.
/// Nothing when the body is no report; then use error_from().
std::optional<JobReport> read_report(int http_status, std::string_view body);

}  // namespace segmind::api
