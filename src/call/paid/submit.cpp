#include "call/paid/submit.hpp"

#include <optional>
#include <utility>

#include "api/limits.hpp"
#include "api/queue.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/paid/paid_request.hpp"
#include "call/queue/job_data.hpp"
#include "text/utf8.hpp"

namespace segmind::call {
namespace {

class Submit final : public Step, private PaidRequestOwner {
 public:
  Submit(Call& call, const Request& request, const CallOptions& options, Delivery<Job> deliver)
      : call_(call),
        request_(request),
        on_submitted_(options.on_submitted),
        deliver_(std::move(deliver)),
        paid_(call, *this, request, options, way_of(call, request)) {}

 private:
  static PaidRequest::Way way_of(Call& call, const Request& request) {
    PaidRequest::Way way;
    way.address = call.engine().addresses().submit(request.slug());
    way.phase_once_sent = Phase::sending;  // the queue answers at once
    way.unheard = &call.engine().unheard_submissions();
    return way;
  }

  void begin() override { paid_.begin(); }
  CallKind kind() const noexcept override { return CallKind::submit; }
  void stop() noexcept override;
  void drain() noexcept override { paid_.drain(); }
  bool needs_a_moment() const noexcept override { return paid_.has_left(); }
  Charge charge() const noexcept override { return paid_.charge(); }
  void deliver(Error error) noexcept override;

  void on_success(const net::Head&) override { answer_.clear(); }
  bool take(const std::byte* data, std::size_t size) override;
  void on_success_end(const net::Outcome& outcome, std::optional<Error> broken) override;
  // The queue's 200 is no bill yet: the job is charged when it completes, and not when it fails (documented).
  Charge charge_of_attempt(Charge by_status) const noexcept override { return std::min(by_status, Charge::possible); }

  std::optional<std::string> id_in_answer() const;
  std::optional<Job> job_in_answer();

  Call& call_;
  const Request request_;
  const Function<void(std::string_view)> on_submitted_;
  const Delivery<Job> deliver_;
  std::string answer_;
  PaidRequest paid_;
};

bool Submit::take(const std::byte* data, std::size_t size) {
  const std::size_t room = api::limits::max_answer_bytes - answer_.size();
  answer_.append(reinterpret_cast<const char*>(data), std::min(room, size));
  return size <= room;
}

void Submit::on_success_end(const net::Outcome&, std::optional<Error> broken) {
  if (auto job = job_in_answer()) {
    if (const auto self = call_.finish()) deliver_(std::move(*job));
    return;
  }
  if (broken) return paid_.fail_after_success(std::move(*broken));
  const std::string shown = call_.engine().settings().key.scrub(answer_);
  paid_.fail_after_success(
      bad_response("The queue's answer names no job: " + text::excerpt(shown, api::limits::max_message_bytes)));
}

// The job may still be charged or fail: the money stays reserved until then.
void Submit::stop() noexcept {
  try {
    if (const auto id = id_in_answer()) paid_.leave_reservation_to_job(*id);
  } catch (...) {
    // Without memory it counts as possibly charged: no understatement.
  }
  paid_.stop();
}

// The call's limit may run out, or its caller may cancel it, in the middle of an answer that has told the id: the call
// then succeeds.
void Submit::deliver(Error error) noexcept {
  try {
    if (auto job = job_in_answer()) return deliver_(std::move(*job));
    if (error.kind == ErrorKind::cancelled && error.charge != Charge::none) {
      add_sentence(error.message, "The queue's answer had not come, so the job's id is not known.");
    }
  } catch (...) {
    // Without memory for the job, the error is returned.
  }
  deliver_(std::move(error));
}

// Reads the id of an answer that broke after it.
std::optional<std::string> Submit::id_in_answer() const {
  if (!paid_.is_success()) return std::nullopt;
  std::optional<std::string> id = api::submitted_id(answer_);
  if (id && call_.engine().settings().key.is_in(*id)) id.reset();
  return id;
}

std::optional<Job> Submit::job_in_answer() {
  const std::optional<std::string> id = id_in_answer();
  if (!id) return std::nullopt;
  if (on_submitted_) {
    try {
      on_submitted_(*id);
    } catch (...) {
      // An exception does not end the job: its id is returned.
    }
  }
  JobFacts facts(call_.engine(), *id, paid_.sent_at(), request_, answer_);
  return Job(std::make_shared<const detail::JobData>(call_.shared_engine(), std::move(facts)));
}

}  // namespace

Operation<Job> submit(const std::shared_ptr<Engine>& engine, const Request& request, const CallOptions& options) {
  return begin<Job>(engine, options, [&](Delivery<Job> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
    return Call::of<Submit>(engine, options, TimeLimit{engine->settings().timeout, {}}, request, options,
                            std::move(deliver));
  });
}

}  // namespace segmind::call
