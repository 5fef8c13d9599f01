#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "call/journal/claiming.hpp"
#include "call/lifecycle/parts.hpp"
#include "call/paid/kept.hpp"
#include "call/queue/job_facts.hpp"
#include "call/recovery/recover.hpp"

namespace segmind::call {

/// One call for one intention: asks the journal, then does what its answer says. Kept alive by whichever of its
/// operations is under way.
template <typename T>
class KeptCall : public std::enable_shared_from_this<KeptCall<T>> {
 public:
  /// `has_request`: false for an entry whose request nobody has.
  KeptCall(std::shared_ptr<Engine> engine, const Request& request, const CallOptions& options, CallKind kind,
           PayNow<T> pay_now, bool has_request = true);

  Operation<T> begin(Intention intention);

 private:
  enum class Stage {
    looking_first,  ///< In the records, before anything is sent.
    paying,
    looking,  ///< In the records, for what may have left.
    going_on  ///< With what is known: a job, or a clip that is there.
  };

  void claim();
  void on_claimed(Result<Claimed> told) noexcept;
  void take_over();
  void pay();
  void take_up(const JournalAttempt& sent);
  void give_again();
  void look_first();
  void look();
  void look_for(Stage stage, LostRequest lost);
  bool is_worth_looking(const Error& loss) const;

  void on_result(Result<T> result) noexcept;
  void on_not_paid(Error error);
  void on_loss(Error error);
  void on_not_sent_before(Error error);
  void ask_how_it_stands();
  void on_standing(Result<std::optional<JournalEntry>> told) noexcept;
  void end_or_pay_twice();
  bool may_be_asked_to_pay_twice() const;
  bool accepts_paying_twice(const Error& loss) const noexcept;
  void begin_again();
  void on_begun_again(Result<Beginning> told) noexcept;

  /// Tells the journal. Where it throws, the result is as it was.
  void report(Result<T>& result);
  Job with_entry(JobFacts facts) const;
  Error told_of_loss() const;
  void end_with(Error error);
  void end(Result<T> result) noexcept;
  /// `begin` begins an operation, when everything is ready for its end: a lack of memory must not hide what it pays.
  template <typename Begin>
  void go_on_with(Stage stage, const Begin& begin) {
    Function<void()> on_end = [self = this->shared_from_this()] { self->on_result(self->going_on_.try_get()); };
    stage_ = stage;
    parts_.follow(going_on_, begin(), std::move(on_end));
  }
  void stop(Stop how) noexcept { parts_.stop(how); }
  CallOptions of_a_part() const;

  const std::shared_ptr<Engine> engine_;
  const Request request_;
  const CallOptions options_;
  const CallKind kind_;
  const PayNow<T> pay_;
  const bool has_request_;
  const std::shared_ptr<detail::OperationState<T>> state_;
  const net::Clock::TimePoint began_ = engine_->clock().now();

  Intention intention_;
  std::shared_ptr<Claim> claim_;
  JournalEntry entry_;  // as the journal had it last
  Stage stage_ = Stage::going_on;
  int sendings_ = 0;
  std::optional<Error> loss_;                     // of what this call has sent
  std::optional<RecordSearch::Nothing> nothing_;  // what the records showed instead
  Parts parts_;
  Operation<Claimed> claiming_;
  Operation<T> going_on_;
  Operation<std::optional<JournalEntry>> standing_;
  Operation<Beginning> beginning_again_;
};

template <>
void KeptCall<Media>::take_up(const JournalAttempt& sent);
template <>
void KeptCall<Media>::give_again();
template <>
void KeptCall<Media>::report(Result<Media>& clip);
template <>
void KeptCall<Job>::take_up(const JournalAttempt& sent);
template <>
void KeptCall<Job>::give_again();
template <>
void KeptCall<Job>::report(Result<Job>& job);

}  // namespace segmind::call
