#include "call/paid/kept.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/journal/claiming.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/paid/generate.hpp"
#include "call/paid/kept_clip.hpp"
#include "call/queue/job_data.hpp"
#include "call/queue/wait.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

// The request may have left, and its owner never heard of it again.
Error uncertain(CallKind kind) {
  Error error;
  error.kind = ErrorKind::connection;
  error.call = kind;
  error.charge = Charge::possible;
  error.message =
      "The request had left when whoever sent it ended, or lost the connection. What became of it is not known, and it "
      "is not sent again.";
  return error;
}

/// One call for one intention: asks the journal, then does what its answer says. Kept alive by whichever of its
/// operations is under way.
template <typename T>
class Kept : public std::enable_shared_from_this<Kept<T>> {
 public:
  Kept(std::shared_ptr<Engine> engine, const Request& request, const CallOptions& options, CallKind kind,
       PayNow<T> pay_now)
      : engine_(std::move(engine)),
        request_(request),
        options_(options),
        kind_(kind),
        pay_(pay_now),
        state_(new_operation<T>(engine_, options)) {}

  Operation<T> begin(Intention intention) {
    intention_ = std::move(intention);
    state_->internal().on_stop = [weak = this->weak_from_this()](Stop how) {
      if (const auto self = weak.lock()) self->stop(how);
    };
    std::optional<Error> refusal = unusable(options_);
    refusal ? end(std::move(*refusal)) : claim();
    return Operation<T>(state_);
  }

 private:
  void claim() {
    CallOptions options = of_a_part();
    options.sink = {};
    const auto asking = call::claim(engine_, intention_, options, kind_);
    follow(claiming_, asking, [self = this->shared_from_this()] { self->on_claimed(self->claiming_.try_get()); });
  }

  void on_claimed(Result<Beginning> told) noexcept {
    try {
      if (!told) return end(std::move(told).error());
      const JournalEntry& entry = told->entry;
      if (told->outcome == Beginning::Outcome::ended) return give_again(entry);
      claim_ = std::make_shared<Claim>(engine_, entry);
      switch (entry.state) {
        case JournalState::begun: return pay(entry);
        case JournalState::submitted: return take_up(entry.attempts.back());
        default: return look_for(entry);
      }
    } catch (...) {
      end(error_of_current_exception());
    }
  }

  void pay(const JournalEntry& entry) {
    CallOptions options = of_a_part();
    options.on_submitted = [claim = claim_, tell = options_.on_submitted](std::string_view id) {
      claim->submitted(std::string(id));
      if (tell) tell(id);
    };
    go_on_with(pay_(engine_, request_of(entry, request_), options, claim_));
  }

  // Its owner sent it and is gone: nobody but the service can say what became of it.
  void look_for(const JournalEntry&) {
    const Error error = uncertain(kind_);
    claim_->ended(Result<Media>(error));
    end(error);
  }

  /// A job whose end is reported.
  Job with_entry(JobFacts facts) const {
    facts.entry = EntryEpoch{claim_->entry().key, claim_->entry().epoch};
    return Job(std::make_shared<const detail::JobData>(engine_, std::move(facts)));
  }

  void take_up(const JournalAttempt& sent);
  void give_again(const JournalEntry& entry);
  /// Tells the journal. Where it throws, the result is as it was.
  void report(Result<T>& result);

  void end(Result<T> result) noexcept { finish(state_, std::move(result)); }

  void go_on_with(const Operation<T>& operation) {
    follow(going_on_, operation, [self = this->shared_from_this()] { self->on_result(self->going_on_.try_get()); });
  }

  void on_result(Result<T> result) noexcept {
    try {
      const bool was_taken_over = claim_ && claim_->is_lost() && !result && result.error().charge == Charge::none;
      if (claim_) report(result);
      if (was_taken_over) return claim();  // by now another has sent it, or nobody may for a while
    } catch (...) {
      // Without memory the entry stays as it is, and is looked for by whoever asks next.
    }
    end(std::move(result));
  }

  template <typename U>
  void follow(Operation<U>& place, const Operation<U>& operation, Function<void()> on_end) {
    bool end_it = false;
    {
      const std::lock_guard lock(mutex_);
      place = operation;
      end_it = cancelled_;
    }
    if (end_it) operation.cancel();
    detail::OperationAccess::core(operation).when_ready(std::move(on_end));
  }

  void stop(Stop how) noexcept {
    std::unique_lock lock(mutex_);
    if (how == Stop::at_once) cancelled_ = true;
    const Operation<Beginning> claiming = claiming_;
    const Operation<T> going_on = going_on_;
    lock.unlock();
    detail::OperationAccess::stop(claiming, how);
    detail::OperationAccess::stop(going_on, how);
  }

  // For what is left of the time; the result is told once, here.
  CallOptions of_a_part() const {
    CallOptions options = options_;
    options.deliver_on = {};
    const auto gone = std::chrono::duration_cast<milliseconds>(engine_->clock().now() - began_);
    if (options.timeout) options.timeout = std::max(*options.timeout - gone, milliseconds(1));
    return options;
  }

  const std::shared_ptr<Engine> engine_;
  const Request request_;
  const CallOptions options_;
  const CallKind kind_;
  const PayNow<T> pay_;
  const std::shared_ptr<detail::OperationState<T>> state_;
  const net::Clock::TimePoint began_ = engine_->clock().now();

  Intention intention_;
  std::shared_ptr<Claim> claim_;
  std::mutex mutex_;
  Operation<Beginning> claiming_;
  Operation<T> going_on_;
  bool cancelled_ = false;
};

template <>
void Kept<Media>::take_up(const JournalAttempt& sent) {
  go_on_with(wait_for(engine_, JobFacts(*engine_, sent.record_id, sent.left_at), of_a_part()));
}

template <>
void Kept<Media>::give_again(const JournalEntry& entry) {
  go_on_with(kept_clip(engine_, entry, request_, of_a_part()));
}

template <>
void Kept<Media>::report(Result<Media>& clip) {
  claim_->ended(clip);
}

template <>
void Kept<Job>::take_up(const JournalAttempt& sent) {
  claim_->let_go();
  end(with_entry(JobFacts(*engine_, sent.record_id, sent.left_at)));
}

template <>
void Kept<Job>::give_again(const JournalEntry& entry) {
  for (const JournalAttempt& attempt : entry.attempts) {
    if (attempt.charge != Charge::charged || attempt.record_id.empty()) continue;
    JobFacts facts(*engine_, attempt.record_id, attempt.left_at);
    return end(Job(std::make_shared<const detail::JobData>(engine_, std::move(facts))));
  }
  Error error;
  error.kind = ErrorKind::job_expired;
  error.charge = Charge::charged;
  error.message = "What this key stands for is paid for, and was made without a job: ask with generate().";
  end(std::move(error));
}

// The job's id was reported when it came. Whoever waits for the job reports its end, be that this client or another.
template <>
void Kept<Job>::report(Result<Job>& job) {
  if (!job) return claim_->ended(Result<Media>(job.error()));
  claim_->let_go();
  job = with_entry(detail::JobAccess::facts(*job));
}

template <typename T>
Operation<T> refuse(const std::shared_ptr<Engine>& engine, const CallOptions& options, const Error& refusal) {
  return begin<T>(engine, options, [&](Delivery<T>) -> Result<std::shared_ptr<Call>> { return refusal; });
}

template <typename T>
Operation<T> kept(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                  CallKind kind, PayNow<T> pay) {
  if (engine->journal() == nullptr && options.idempotency_key.empty()) return pay(engine, request, options, nullptr);
  if (engine->journal() == nullptr) {
    return refuse<T>(engine, options,
                     refused_option("idempotency_key", options.idempotency_key,
                                    "Set ClientOptions::journal: without one nothing remembers the key."));
  }
  return std::make_shared<Kept<T>>(engine, request, options, kind, pay)->begin(intention_of(*engine, request, options));
}

// Whoever goes on with an entry has not its request, unless the journal kept it.
Operation<Media> refuse_to_pay(const std::shared_ptr<Engine>& engine, const Request&, const CallOptions& options,
                               std::shared_ptr<Claim>) {
  return refuse<Media>(engine, options,
                       refused_option("entry", "",
                                      "Nothing of it had left, and the journal keeps no requests "
                                      "(ClientOptions::keep_requests): send the request again under its key."));
}

}  // namespace

Operation<Media> keep(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                      CallKind kind, PayNow<Media> pay) {
  return kept<Media>(engine, request, options, kind, pay);
}

Operation<Job> keep(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options,
                    CallKind kind, PayNow<Job> pay) {
  return kept<Job>(engine, request, options, kind, pay);
}

Operation<Media> go_on(const std::shared_ptr<Engine>& engine, const JournalEntry& entry, const CallOptions& options) {
  if (engine->journal() == nullptr) return refuse<Media>(engine, options, without_journal());
  const bool is_kept = !entry.request.empty();
  RequestFacts facts;
  if (entry.reserved > 0) facts.estimated_cost = CostEstimate{entry.reserved, "As the journal has it."};
  const Request request(entry.model, is_kept ? entry.request : "{}", facts);
  Intention intention = intention_of(*engine, request, options);
  intention.key = entry.key;
  intention.digest = entry.digest;
  const auto pay = is_kept ? &generate_now : &refuse_to_pay;
  return std::make_shared<Kept<Media>>(engine, request, options, CallKind::generate, pay)->begin(std::move(intention));
}

}  // namespace segmind::call
