#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "segmind/call_options.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"

namespace segmind {

namespace detail {
struct JobData;    // of the library's own
struct JobAccess;  // likewise
}  // namespace detail

/// Where a job is in the service's queue.
enum class JobState {
  queued,
  processing,
  completed,
  failed,  ///< Not charged (documented).
  other    ///< A state that this version does not know. The job goes on.
};

/// The enumerator's name, such as "queued".
SEGMIND_EXPORT std::string_view to_string(JobState state) noexcept;

/// How far a job is.
struct JobStatus {
  JobState state = JobState::other;
  std::string word{};   ///< The service's own word for the state.
  std::string error{};  ///< Why the job failed, in the service's words; empty where it has none.
};

/// A clip in the service's queue. Copies are the same job; thread-safe. Dropping a Job does not stop it: the service
/// cannot cancel (documented). It may outlive its client; its calls then end with ErrorKind::cancelled. A Job that was
/// moved from may only be destroyed or assigned to.
class SEGMIND_EXPORT Job {
 public:
  /// The service's id for the job: store it, and resume() the job from it.
  const std::string& id() const noexcept;

  /// When the service forgets the job: an hour after its submission (documented), of which Client::resume() was told.
  std::chrono::system_clock::time_point expires_at() const noexcept;

  /// Asks how far the job is, again after failures that may pass. A failed job is an answer, not an error. Throws
  /// JobExpiredError for an id that stays unknown (RetryPolicy::unknown_id_grace). An error's charge is the job's:
  /// never Charge::none.
  JobStatus status(const CallOptions& options = {}) const;
  Result<JobStatus> try_status(const CallOptions& options = {}) const noexcept;
  Operation<JobStatus> status_async(const CallOptions& options = {}) const;

  /// Waits for the clip and fetches it. Polls and downloads that fail are tried again; a download goes on where it
  /// broke. A wait that fails has not ended the job: wait again, or resume it from Error::request_id. See docs/queue.md
  /// for what ends a wait early.
  ///
  /// A job that the queue no longer knows is looked for in the account's records (ClientOptions::recover_from_records).
  /// CallOptions::timeout defaults to the time until the job expires, plus ClientOptions::timeout for a clip that is
  /// arriving by then.
  Video wait(const CallOptions& options = {}) const;
  Result<Video> try_wait(const CallOptions& options = {}) const noexcept;
  Operation<Video> wait_async(const CallOptions& options = {}) const;

  explicit Job(std::shared_ptr<const detail::JobData> data) noexcept;  ///< For Client: see submit() and resume().

 private:
  friend struct detail::JobAccess;
  std::shared_ptr<const detail::JobData> data_;
};

}  // namespace segmind
