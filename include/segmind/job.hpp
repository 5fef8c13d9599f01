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
  other    ///< A word that this version does not know. The job goes on.
};

SEGMIND_EXPORT std::string_view to_string(JobState state) noexcept;

struct JobStatus {
  JobState state = JobState::other;
  std::string word{};   ///< The service's own.
  std::string error{};  ///< Why it failed, in the service's words, where there are any.
};

/// A clip in the making, in the service's queue. Copies are the same job; thread-safe.
///
/// Forgetting a Job does not stop it: the service cannot cancel (documented). A Job may outlive its client; its calls
/// then end with ErrorKind::cancelled. One that was moved from may only be destroyed or assigned to.
class SEGMIND_EXPORT Job {
 public:
  const std::string& id() const noexcept;

  /// When the service forgets the job at the latest: an hour after its submission (documented).
  std::chrono::system_clock::time_point expires_at() const noexcept;

  /// Asks until there is an answer: a failure that may pass is tried again, as RetryPolicy says. A failed job is an
  /// answer and no error; an id that the service still does not know after some seconds is JobExpiredError. The charge
  /// of an error is the job's, which may be paid for, and never Charge::none.
  JobStatus status(const CallOptions& options = {}) const;
  Result<JobStatus> try_status(const CallOptions& options = {}) const noexcept;
  Operation<JobStatus> status_async(const CallOptions& options = {}) const;

  /// Waits for the clip and fetches it. CallOptions::timeout defaults to the time until the job expires, and
  /// ClientOptions::timeout more, for a clip that is arriving by then.
  ///
  /// A poll or a download that fails is tried again until then. A download goes on where it broke, in another process
  /// too when the sink is the same file. The wait ends early only after 401 or 403, a failed job, a sink that takes no
  /// more, a certificate that cannot be trusted, a clip beyond ClientOptions::max_response_bytes, and an id that stays
  /// unknown, a question that stays refused (400, 422), or a complete job that stays without a clip
  /// (RetryPolicy::unknown_id_grace). A wait that ends has not ended the job: wait again, or resume it from its
  /// id, which every error carries.
  ///
  /// A job that the queue does not know any more is looked for in the account's records
  /// (ClientOptions::recover_from_records), which keep the address of its clip.
  ///
  /// In the last minutes before the job expires it is asked for more and more often; in the last minute, whatever the
  /// rate limit says.
  Video wait(const CallOptions& options = {}) const;
  Result<Video> try_wait(const CallOptions& options = {}) const noexcept;
  Operation<Video> wait_async(const CallOptions& options = {}) const;

  explicit Job(std::shared_ptr<const detail::JobData> data) noexcept;  ///< For Client: see submit() and resume().

 private:
  friend struct detail::JobAccess;
  std::shared_ptr<const detail::JobData> data_;
};

}  // namespace segmind
