#include "call/account/credits.hpp"

#include <utility>

#include "api/credits.hpp"
#include "call/exchange/exchange.hpp"
#include "call/exchange/tries.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "text/utf8.hpp"

namespace segmind::call {
namespace {

class AskCredits final : public Step, private ExchangeObserver {
 public:
  AskCredits(Call& call, Delivery<Credits> deliver)
      : call_(call), deliver_(std::move(deliver)), tries_(call.retry(), Purpose::question) {}

 private:
  void begin() override { ask(); }
  CallKind kind() const noexcept override { return CallKind::credits; }
  void stop() noexcept override { exchange_.reset(); }
  Charge charge() const noexcept override { return Charge::none; }
  void deliver(Error error) noexcept override { deliver_(std::move(error)); }

  void on_answer(Answer answer) override;
  void ask();
  void send();
  void read(const std::string& text);
  void succeed(Credits credits);

  Call& call_;
  const Delivery<Credits> deliver_;
  Tries tries_;
  std::unique_ptr<Exchange> exchange_;
};

void AskCredits::ask() {
  call_.take_turn(RateLimiter::Kind::question, [this] { send(); });
}

void AskCredits::send() {
  Engine& engine = call_.engine();
  call_.set_attempt(tries_.failures() + 1);
  call_.progress().enter(Phase::connecting);
  Exchange::Terms terms = Exchange::question(call_, engine.addresses().credits, tries_.failures());
  exchange_ = Exchange::start(call_, Purpose::question, std::move(terms), *this);
}

void AskCredits::on_answer(Answer answer) {
  const std::unique_ptr<Exchange> over = std::move(exchange_);
  if (!answer.error) return read(answer.text);
  Error error = std::move(*answer.error);
  // An account that never had any is told like this (documented), and it is no failure.
  if (error.http_status == 404 && error.message.find("No credits found") != std::string::npos) return succeed({});
  const auto wait = tries_.after(answer.verdict, error.retry_after);
  if (!wait || !call_.leaves_time_for(*wait)) return call_.fail(std::move(error));
  call_.wait_then(*wait, RateLimiter::Kind::question, [this] { ask(); });
}

void AskCredits::read(const std::string& text) {
  const auto found = api::read_credits(text);
  if (found) return succeed({found->credits.value_or(0), found->free_credits.value_or(0)});
  Error error = bad_response("The answer names no credits: " + text::excerpt(text, 200));
  error.http_status = 200;
  call_.fail(std::move(error));
}

void AskCredits::succeed(Credits credits) {
  if (const auto self = call_.finish()) deliver_(credits);
}

}  // namespace

Operation<Credits> credits(const std::shared_ptr<Engine>& engine, const CallOptions& options) {
  return begin<Credits>(engine, options, [&](Delivery<Credits> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
    return Call::of<AskCredits>(engine, options, TimeLimit{engine->settings().timeout, {}}, std::move(deliver));
  });
}

}  // namespace segmind::call
