#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "segmind/video.hpp"

/// What the queue (v2) answers.
namespace segmind::api {

/// The answer to a submission. The addresses may be empty: they follow from the id.
struct Submission {
  std::string request_id;  ///< Always plausible, see is_plausible_id().
  std::string status_url;
  std::string response_url;
};

/// Nothing when the body names no plausible id.
std::optional<Submission> read_submission(std::string_view body);

enum class JobState {
  queued,
  processing,
  completed,
  failed,
  unknown  ///< A word that is not known (yet): go on polling.
};

/// The answer to a question about a job.
struct JobReport {
  JobState state = JobState::unknown;
  std::string state_text;              ///< The service's own word, safe to print.
  std::optional<std::string> address;  ///< Of the clip. Not checked yet.
  std::optional<std::uint64_t> file_size;
  std::optional<std::string> error;  ///< The service's words, safe to print. May stand beside any state.
  Receipt receipt;
  std::optional<std::chrono::duration<double>> total_time;
};

/// Reads the body before the status, since FAILED arrives as 422 or as 200. Nothing when it is not a report at all:
/// then the status decides, see error_from().
std::optional<JobReport> read_report(int http_status, std::string_view body);

}  // namespace segmind::api
