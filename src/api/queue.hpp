#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/result_addresses.hpp"
#include "segmind/media.hpp"

/// What the queue (v2) answers.
namespace segmind::api {

/// The job's id in the answer to a submission. Every place is searched, because a lost id is a lost clip that is being
/// paid for. The id is plausible, see is_plausible_id(). Nothing when the body names none.
std::optional<std::string> submitted_id(std::string_view body);

/// Where the answer to a submission says that its job is to be asked for; empty for where the service documents it. Not
/// checked.
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
  unknown  ///< A word that is not known (yet): go on polling.
};

/// The state that the service calls so, in any case.
JobState state_named(std::string_view word) noexcept;

/// The answer to a question about a job.
struct JobReport {
  JobState state = JobState::unknown;
  std::string state_text;                ///< The service's own word, safe to print.
  std::vector<ResultAddress> addresses;  ///< Of the clip, see addresses_in().
  std::optional<std::string> error;      ///< The service's words, safe to print. May stand beside any state.
  std::string unread;  ///< The answer, when it calls the job complete but names no clip; safe to print.
  Receipt receipt;
  std::optional<std::chrono::duration<double>> total_time;
};

/// Reads the body before the status, since FAILED arrives as 422 or as 200. Nothing when the body is no report; the
/// status then decides, see error_from().
std::optional<JobReport> read_report(int http_status, std::string_view body);

}  // namespace segmind::api
