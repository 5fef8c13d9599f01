#include "call/paid/submit_and_wait.hpp"

#include <algorithm>
#include <utility>

#include "call/clip/clip_fetch.hpp"
#include "call/clip/sink_writer.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/lifecycle/parts.hpp"
#include "call/paid/submit.hpp"
#include "call/queue/job_data.hpp"
#include "call/queue/wait.hpp"
#include "segmind/job.hpp"

namespace segmind::call {
namespace {

// The file is made when the job's clip comes: the program may have changed its folder by then.
CallOptions from_anywhere(CallOptions options) {
  if (options.sink.kind() == Sink::Kind::file && !options.sink.path().empty()) {
    options.sink = Sink::file(absolute(options.sink.path()));
  }
  return options;
}

// A wait may fail before its first poll; the submission had left all the same.
Result<Media> after_submission(Result<Media> clip) noexcept {
  if (clip) return clip;
  Error error = std::move(clip).error();
  error.attempts = std::max(error.attempts, 1);
  return error;
}

/// Kept alive by its call that is under way. Functions for a call's end are made before the call begins: a lack of
/// memory must not fail what is being paid for.
class SubmitAndWait : public std::enable_shared_from_this<SubmitAndWait> {
 public:
  SubmitAndWait(std::shared_ptr<Engine> engine, const CallOptions& options, std::shared_ptr<Claim> intention)
      : engine_(std::move(engine)),
        intention_(std::move(intention)),
        options_(from_anywhere(options)),
        state_(new_operation<Media>(engine_, options)) {}

  Operation<Media> begin(const Request& request);

 private:
  std::optional<Error> claim();
  void submit(const Request& request);
  void take_job() noexcept;
  void wait_for(const Job& job);
  void end(Result<Media> clip) noexcept;
  void stop(Stop how) noexcept;
  CallOptions options_of_a_part() const;

  const std::shared_ptr<Engine> engine_;
  const std::shared_ptr<Claim> intention_;  // in the journal
  const CallOptions options_;
  const std::shared_ptr<detail::OperationState<Media>> state_;
  const net::Clock::TimePoint began_ = engine_->clock().now();

  std::shared_ptr<FileClaim> claim_;  // set before the submission begins
  Parts parts_;
  Operation<Job> submission_;
  Operation<Media> wait_;
};

Operation<Media> SubmitAndWait::begin(const Request& request) {
  state_->internal().on_stop = [weak = weak_from_this()](Stop how) {
    if (const auto self = weak.lock()) self->stop(how);
  };
  std::optional<Error> refusal = unusable(options_);
  if (!refusal) refusal = claim();
  refusal ? end(std::move(*refusal)) : submit(request);
  return Operation<Media>(state_);
}

std::optional<Error> SubmitAndWait::claim() {
  auto claim = claim_file(*engine_, options_, {});
  if (!claim) return std::move(claim).error();
  claim_ = std::move(*claim);
  return std::nullopt;
}

void SubmitAndWait::submit(const Request& request) {
  Function<void()> take = [self = shared_from_this()] { self->take_job(); };
  parts_.follow(submission_, submit_now(engine_, request, options_of_a_part(), intention_), std::move(take));
}

void SubmitAndWait::take_job() noexcept {
  Result<Job> job = submission_.try_get();
  if (!job) return end(std::move(job).error());
  try {
    wait_for(*job);
  } catch (...) {
    Error error = error_of_current_exception();
    error.charge = Charge::possible;
    error.attempts = 1;  // at the least
    error.request_id = job->id();
    end(std::move(error));
  }
}

void SubmitAndWait::wait_for(const Job& job) {
  Function<void()> pass_on = [self = shared_from_this()] { self->end(after_submission(self->wait_.try_get())); };
  parts_.follow(wait_, call::wait_for(engine_, detail::JobAccess::facts(job), options_of_a_part(), began_, claim_),
                std::move(pass_on));
}

void SubmitAndWait::end(Result<Media> clip) noexcept {
  if (claim_) claim_->release();
  finish(state_, std::move(clip));
}

void SubmitAndWait::stop(Stop how) noexcept {
  if (how == Stop::at_once && claim_) claim_->give_way();
  parts_.stop(how);
}

// The program is told once, at the end: the wait must not depend on the program's executor.
CallOptions SubmitAndWait::options_of_a_part() const {
  CallOptions options = options_;
  options.deliver_on = {};
  return options;
}

}  // namespace

Operation<Media> submit_and_wait(const std::shared_ptr<Engine>& engine, const Request& request,
                                 const CallOptions& options, std::shared_ptr<Claim> intention) {
  return std::make_shared<SubmitAndWait>(engine, options, std::move(intention))->begin(request);
}

}  // namespace segmind::call
