#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "call/exchange/exchange.hpp"
#include "call/exchange/tries.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/lifecycle/option_checks.hpp"

namespace segmind::call {

/// What is asked, and how its answer is read.
template <typename T>
struct Question {
  CallKind kind = CallKind::none;
  net::SharedAddress address;
  std::size_t max_bytes = api::limits::max_answer_bytes;
  /// Of a success. An Error where it holds no T.
  std::function<Result<T>(const std::string& text)> read;
  /// Of an answer that is an error for others; may be empty.
  std::function<std::optional<T>(const Error&)> read_error = {};
};

/// Asks one question about the account. It costs nothing, so it is asked again after every failure that may pass.
template <typename T>
class Ask final : public Step, private ExchangeObserver {
 public:
  Ask(Call& call, Question<T> question, Delivery<T> deliver)
      : call_(call),
        question_(std::move(question)),
        deliver_(std::move(deliver)),
        tries_(call.retry(), Purpose::question) {}

 private:
  void begin() override { ask(); }
  CallKind kind() const noexcept override { return question_.kind; }
  void stop() noexcept override { exchange_.reset(); }
  Charge charge() const noexcept override { return Charge::none; }
  void deliver(Error error) noexcept override { deliver_(std::move(error)); }

  void ask() {
    call_.take_turn(RateLimiter::Kind::question, [this] { send(); });
  }

  void send() {
    call_.set_attempt(tries_.failures() + 1);
    call_.progress().enter(Phase::connecting);
    Exchange::Terms terms = Exchange::question(call_, question_.address, tries_.failures(), question_.max_bytes);
    exchange_ = Exchange::start(call_, Purpose::question, std::move(terms), *this);
  }

  void on_connected() override { call_.progress().enter(Phase::sending); }
  void on_sent() override { call_.progress().enter(Phase::receiving); }

  void on_answer(Answer answer) override {
    const std::unique_ptr<Exchange> over = std::move(exchange_);
    if (!answer.error) return read(answer);
    Error error = std::move(*answer.error);
    if (question_.read_error) {
      if (std::optional<T> found = question_.read_error(error)) return succeed(std::move(*found));
    }
    const auto wait = tries_.after(answer.verdict, error.retry_after);
    if (!wait || !call_.leaves_time_for(*wait)) return call_.fail(std::move(error));
    call_.wait_then(*wait, RateLimiter::Kind::question, [this] { ask(); });
  }

  void read(const Answer& answer) {
    Result<T> found = question_.read(answer.text);
    if (found) return succeed(std::move(*found));
    Error error = std::move(found).error();
    error.http_status = answer.head.status;
    call_.fail(std::move(error));
  }

  void succeed(T found) {
    if (const auto self = call_.finish()) deliver_(std::move(found));
  }

  Call& call_;
  const Question<T> question_;
  const Delivery<T> deliver_;
  Tries tries_;
  std::unique_ptr<Exchange> exchange_;
};

/// Thread-safe. Throws std::bad_alloc at the most.
template <typename T>
Operation<T> ask(const std::shared_ptr<Engine>& engine, const CallOptions& options, Question<T> question) {
  return begin<T>(engine, options, [&](Delivery<T> deliver) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return std::move(*refusal);
    return Call::of<Ask<T>>(engine, options, TimeLimit{engine->settings().timeout, {}}, std::move(question),
                            std::move(deliver));
  });
}

}  // namespace segmind::call
