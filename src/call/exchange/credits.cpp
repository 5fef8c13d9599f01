#include "call/exchange/credits.hpp"

#include <utility>

#include "api/credits.hpp"
#include "api/status.hpp"
#include "text/utf8.hpp"
#include "call/exchange/backoff.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "call/exchange/query.hpp"

namespace segmind::call {
namespace {

class AskCredits final : public Call {
 public:
  AskCredits(const std::shared_ptr<Engine>& made_in, const CallOptions& options, Delivery<Credits> deliver)
      : Call(made_in, options, made_in->settings().timeout), deliver_(std::move(deliver)), backoff_(retry()) {}

 private:
  void start() override { ask(); }
  void stop_exchanges() noexcept override { query_.reset(); }
  Charge charge_now() const noexcept override { return Charge::none; }
  void deliver_error(Error error) noexcept override { deliver_(std::move(error)); }

  void ask();
  void read(const Answer& answer);
  void read_200(const Answer& answer);
  void retry_or_fail(Error error, bool worth_it);
  void succeed(Credits credits);

  const Delivery<Credits> deliver_;
  Backoff backoff_;
  std::unique_ptr<Query> query_;
};

void AskCredits::ask() {
  take_turn(RateLimiter::Kind::question, [this] {
    count_attempt();
    enter_phase(Phase::connecting);
    query_ = std::make_unique<Query>(engine(), engine().addresses().credits, attempts() - 1, connect_timeout(),
                                     [this](const Answer& answer) { guarded([&] { read(answer); }); });
  });
}

void AskCredits::read(const Answer& answer) {
  const int status = answer.head.status;
  if (status == 0 || answer.outcome.ending != net::Ending::complete) {
    const bool hopeless =
        answer.outcome.ending == net::Ending::certificate || answer.outcome.ending == net::Ending::too_large;
    return retry_or_fail(broken_off(answer.outcome, connect_timeout()), !hopeless);
  }
  if (status == 200) return read_200(answer);
  Error error = api::error_from(status, answer.head.headers, engine().settings().key.scrub(answer.body),
                                std::chrono::system_clock::now());
  error.charge = Charge::none;
  // An account that never had any is told like this (documented), and it is no failure.
  if (status == 404 && error.message.find("No credits found") != std::string::npos) return succeed({});
  if (error.kind == ErrorKind::rate_limited) engine().limiter().learn(error.retry_after);
  retry_or_fail(std::move(error), status == 429 || status >= 500);
}

void AskCredits::read_200(const Answer& answer) {
  const auto found = api::read_credits(answer.body);
  if (found) return succeed({found->credits.value_or(0), found->free_credits.value_or(0)});
  Error error =
      bad_response("The answer names no credits: " + text::excerpt(engine().settings().key.scrub(answer.body), 200));
  error.http_status = 200;
  fail(std::move(error));
}

void AskCredits::retry_or_fail(Error error, bool worth_it) {
  if (!worth_it || attempts() >= retry().attempts) return fail(std::move(error));
  const std::chrono::milliseconds wait = backoff_.next(error.retry_after);
  if (!leaves_time_for(wait)) return fail(std::move(error));
  wait_then(wait, RateLimiter::Kind::question, [this] { ask(); });
}

void AskCredits::succeed(Credits credits) {
  if (const auto self = finish()) deliver_(credits);
}

}  // namespace

Operation<Credits> credits(const std::shared_ptr<Engine>& engine, const CallOptions& options) {
  return begin<Credits>(engine, options, [&](Delivery<Credits> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
    const std::shared_ptr<Call> call = std::make_shared<AskCredits>(engine, options, std::move(deliver));
    return call;
  });
}

}  // namespace segmind::call
