#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/journal/desk.hpp"
#include "call/lifecycle/call.hpp"
#include "call/lifecycle/operation.hpp"

namespace segmind::call {

/// One question to the client's journal, as a call: it ends at its limit, when it is cancelled, and with the client,
/// however long the journal blocks.
template <typename T>
class AskingJournal final : public Step {
 public:
  using Ask = std::function<Result<T>(Journal&, const CancellationToken&)>;

  AskingJournal(Call& call, CallKind kind, Ask ask, Delivery<T> deliver)
      : call_(call), kind_(kind), ask_(std::move(ask)), deliver_(std::move(deliver)) {}

 private:
  void begin() override {
    call_.progress().enter(Phase::waiting);
    call_.engine().journal()->ask<T>(std::move(ask_), [this, alive = call_.weak_from_this()](Result<T> told) {
      const auto call = alive.lock();
      if (!call) return;
      if (!told) return call->fail(std::move(told).error());
      if (const auto self = call->finish()) deliver_(std::move(told));
    });
  }
  CallKind kind() const noexcept override { return kind_; }
  void stop() noexcept override {}
  Charge charge() const noexcept override { return Charge::none; }
  void deliver(Error error) noexcept override { deliver_(std::move(error)); }

  Call& call_;
  const CallKind kind_;
  Ask ask_;
  const Delivery<T> deliver_;
};

/// Thread-safe. The client must have a journal.
template <typename T>
Operation<T> ask_journal(const std::shared_ptr<Engine>& engine, const CallOptions& options, CallKind kind,
                         typename AskingJournal<T>::Ask ask) {
  return begin<T>(engine, options, [&](Delivery<T> deliver) -> Result<std::shared_ptr<Call>> {
    return Call::of<AskingJournal<T>>(engine, options, TimeLimit{engine->settings().timeout, {}}, kind, std::move(ask),
                                      std::move(deliver));
  });
}

}  // namespace segmind::call
