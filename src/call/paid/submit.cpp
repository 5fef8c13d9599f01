#include "call/paid/submit.hpp"

#include <optional>
#include <utility>

#include "api/limits.hpp"
#include "api/queue.hpp"
#include "text/utf8.hpp"
#include "call/exchange/failure.hpp"
#include "call/queue/job_data.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/paid/paid_call.hpp"

namespace segmind::call {
namespace {

class Submit final : public PaidCall {
 public:
  Submit(const std::shared_ptr<Engine>& made_in, const Request& request, const CallOptions& options,
         Delivery<Job> deliver)
      : PaidCall(made_in, made_in->addresses().submit(request.slug()), request, options),
        on_submitted_(options.on_submitted),
        deliver_(std::move(deliver)) {}

 private:
  Phase phase_once_sent() const noexcept override { return Phase::sending; }  // the queue answers at once
  void begin_success(const net::Head&) override { answer_.clear(); }
  bool receive_success(const std::byte* data, std::size_t size) override { return answer_.add(data, size); }
  void decide_about_success(const net::Outcome& outcome) override;
  void stop_exchanges() noexcept override;
  void deliver_error(Error error) noexcept override;
  std::shared_ptr<const detail::JobData> job_in_answer();

  // The queue's 200 is no bill yet: the job is charged when it completes, and not when it fails (documented).
  Charge attempt_charge() const noexcept override { return std::min(PaidCall::attempt_charge(), Charge::possible); }

  const Function<void(std::string_view)> on_submitted_;
  const Delivery<Job> deliver_;
  BoundedText answer_{api::limits::max_answer_bytes};
};

void Submit::decide_about_success(const net::Outcome& outcome) {
  if (const auto data = job_in_answer()) {
    if (const auto self = finish()) deliver_(Job(data));
    return;
  }
  if (outcome.ending != net::Ending::complete && outcome.ending != net::Ending::refused) {
    return fail_after_success(broken(outcome));
  }
  fail_after_success(bad_response("The queue's answer names no job: " +
                                  text::excerpt(scrubbed(answer_.text()), api::limits::max_message_bytes)));
}

// A job that the answer names may still be charged, or fail: the money that was set aside waits for that.
void Submit::stop_exchanges() noexcept {
  try {
    const auto id = is_success() ? api::submitted_id(answer_.text()) : std::nullopt;
    if (id && !engine().settings().key.is_in(*id)) leave_reservation_to_job(*id);
  } catch (...) {
    // Without memory it counts as possibly charged, which is not wrong.
  }
  PaidCall::stop_exchanges();
}

// The call's limit may run out, or its caller lose patience, in the middle of an answer that has told the id already:
// then the call has done what it was for.
void Submit::deliver_error(Error error) noexcept {
  try {
    const auto data = is_success() ? job_in_answer() : nullptr;
    if (data) return deliver_(Job(data));
  } catch (...) {
    // Without memory for the job, its error is what can be told.
  }
  deliver_(std::move(error));
}

// An answer that broke after the id still has it: whatever can be read is taken. Null when there is no id.
std::shared_ptr<const detail::JobData> Submit::job_in_answer() {
  const std::optional<std::string> id = api::submitted_id(answer_.text());
  if (!id || engine().settings().key.is_in(*id)) return nullptr;
  if (on_submitted_) {
    try {
      on_submitted_(*id);
    } catch (...) {
      // The job exists all the same; its id is returned.
    }
  }
  return std::make_shared<const detail::JobData>(shared_engine(), JobFacts{*id, sent_at(), false});
}

}  // namespace

Operation<Job> submit(const std::shared_ptr<Engine>& engine, const Request& request,
                      const CallOptions& options) {
  return begin<Job>(engine, options, [&](Delivery<Job> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
    const std::shared_ptr<Call> call = std::make_shared<Submit>(engine, request, options, std::move(deliver));
    return call;
  });
}

}  // namespace segmind::call
