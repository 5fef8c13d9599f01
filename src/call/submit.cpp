#include "call/submit.hpp"

#include <functional>
#include <optional>
#include <utility>

#include "api/endpoints.hpp"
#include "api/queue.hpp"
#include "api/utf8.hpp"
#include "call/blocking.hpp"
#include "call/failure.hpp"
#include "call/paid_call.hpp"
#include "call/waiter.hpp"

namespace segmind::call {
namespace {

constexpr std::size_t max_answer = 1 << 20;

class Submit final : public PaidCall {
 public:
  using Done = std::function<void(Result<std::string>)>;

  Submit(const std::shared_ptr<Engine>& made_in, std::string body, const CallOptions& options, Done done)
      : PaidCall(made_in, api::submit_path, std::move(body), options, made_in->settings().timeout),
        on_submitted_(options.on_submitted),
        done_(std::move(done)) {}

 private:
  void begin_200(const net::Head&) override { answer_.clear(); }
  bool receive_200(const std::byte* data, std::size_t size) override;
  void decide_about_200(const net::Outcome& outcome) override;
  void deliver_error(Error error) noexcept override { done_(std::move(error)); }

  // The queue's 200 is no bill yet: the job is charged when it completes, and not when it fails (documented).
  Charge attempt_charge() const noexcept override { return std::min(PaidCall::attempt_charge(), Charge::possible); }

  const Function<void(std::string_view)> on_submitted_;
  Done done_;
  std::string answer_;
};

bool Submit::receive_200(const std::byte* data, std::size_t size) {
  if (answer_.size() + size > max_answer) return false;
  answer_.append(reinterpret_cast<const char*>(data), size);
  return true;
}

// An answer that broke after the id still has it: whatever can be read is taken.
void Submit::decide_about_200(const net::Outcome& outcome) {
  const std::optional<api::Submission> submission = api::read_submission(answer_);
  if (!submission) {
    if (outcome.ending != net::Ending::complete && outcome.ending != net::Ending::refused) {
      return fail_with_200(broken(outcome));
    }
    return fail_with_200(bad_response("The queue's answer names no job: " + api::excerpt(scrubbed(answer_), 200)));
  }
  if (on_submitted_) {
    try {
      on_submitted_(submission->request_id);
    } catch (...) {
      // The job exists all the same; its id is returned.
    }
  }
  guarded([&] {
    std::string id = submission->request_id;
    if (const auto self = finish()) done_(std::move(id));
  });
}

}  // namespace

Result<std::string> submit(const std::shared_ptr<Engine>& engine, std::string body, const CallOptions& options) {
  if (std::optional<Error> refusal = unusable(*engine, options)) return std::move(*refusal);
  const auto waiter = std::make_shared<Waiter<Result<std::string>>>();
  std::make_shared<Submit>(engine, std::move(body), options, [waiter](Result<std::string> result) {
    waiter->give(std::move(result));
  })->begin();
  return waiter->wait();
}

}  // namespace segmind::call
