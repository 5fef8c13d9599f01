#include "call/blocking.hpp"

#include <utility>

#include "call/failure.hpp"
#include "call/waiter.hpp"

namespace segmind::call {
namespace {

std::optional<Error> unusable_limit(const char* field, const std::optional<std::chrono::milliseconds>& limit) {
  if (!limit || limit->count() > 0) return std::nullopt;
  return refused_option(field, std::to_string(limit->count()) + " ms", "It must be positive.");
}

}  // namespace

std::optional<Error> unusable(Engine& engine, const CallOptions& options) {
  if (auto refusal = unusable_limit("timeout", options.timeout)) return refusal;
  if (auto refusal = unusable_limit("connect_timeout", options.connect_timeout)) return refusal;
  if (options.retry && (options.retry->attempts < 1 || options.retry->first_wait.count() < 0 ||
                        options.retry->longest_wait.count() < 0)) {
    return refused_option("retry", "", "It needs at least one attempt, and waits that are not negative.");
  }
  if (options.sink.kind() == Sink::Kind::callback && !options.sink.function()) {
    return refused_option("sink", "", "Its function is empty; give one, or use another sink.");
  }
  if (engine.loop().on_thread()) {
    return refused_option(
        "call", "", "A blocking call inside a callback of the same client would wait for itself; make it elsewhere.");
  }
  if (options.cancellation.is_cancelled()) return cancelled("The call was cancelled before it began.");
  return std::nullopt;
}

Result<Video> fetch_clip(Engine& engine, const CallOptions& options, const std::string& mark,
                         const std::function<std::shared_ptr<Call>(SinkWriter&, ClipDone)>& make_call) {
  if (std::optional<Error> refusal = unusable(engine, options)) return std::move(*refusal);
  const std::unique_ptr<SinkWriter> sink = SinkWriter::create(options.sink, mark);
  if (std::optional<Error> error = sink->open()) return std::move(*error);

  const auto waiter = std::make_shared<Waiter<Result<Receipt>>>();
  make_call(*sink, [waiter](Result<Receipt> result) { waiter->give(std::move(result)); })->begin();
  Result<Receipt> receipt = waiter->wait();
  if (receipt) return sink->settle(std::move(*receipt));

  Error error = std::move(receipt).error();
  if (const std::string kept = sink->abandon(error.charge == Charge::charged); !kept.empty()) {
    error.message += " What has arrived is kept in " + kept + '.';
  }
  return error;
}

}  // namespace segmind::call
