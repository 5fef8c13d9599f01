#include "call/clip_fetch.hpp"

#include <utility>

#include "call/failure.hpp"

namespace segmind::call {
namespace {

std::optional<Error> unusable_limit(const char* field, const std::optional<std::chrono::milliseconds>& limit) {
  if (!limit || limit->count() > 0) return std::nullopt;
  return refused_option(field, std::to_string(limit->count()) + " ms", "It must be positive.");
}

// Runs where the program wants it: this is what flushes and names a file.
Result<Video> conclude(SinkWriter& sink, Result<Receipt> receipt, const std::function<Error(Error)>& amend) {
  if (receipt) {
    Result<Video> video = sink.settle(std::move(*receipt));
    if (video) return video;
    return amend(std::move(video).error());
  }
  Error error = std::move(receipt).error();
  if (const std::string kept = sink.abandon(error.charge == Charge::charged); !kept.empty()) {
    error.message += " What has arrived is kept in " + kept + '.';
  }
  return amend(std::move(error));
}

}  // namespace

std::optional<Error> unusable(const CallOptions& options) {
  if (auto refusal = unusable_limit("timeout", options.timeout)) return refusal;
  if (auto refusal = unusable_limit("connect_timeout", options.connect_timeout)) return refusal;
  if (options.retry && (options.retry->attempts < 1 || options.retry->first_wait.count() < 0 ||
                        options.retry->longest_wait.count() < 0)) {
    return refused_option("retry", "", "It needs at least one attempt, and waits that are not negative.");
  }
  if (options.sink.kind() == Sink::Kind::callback && !options.sink.function()) {
    return refused_option("sink", "", "Its function is empty; give one, or use another sink.");
  }
  if (options.cancellation.is_cancelled()) return cancelled("The program ended it before it began.");
  return std::nullopt;
}

Operation<Video> fetch_clip(const std::shared_ptr<Engine>& engine, const CallOptions& options, ClipFetch fetch) {
  const std::shared_ptr<SinkWriter> sink = SinkWriter::create(options.sink, fetch.mark);
  const auto make = [&](ClipDone done) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return fetch.amend(std::move(*refusal));
    if (std::optional<Error> error = sink->open()) return fetch.amend(std::move(*error));
    return fetch.make_call(*sink, std::move(done));
  };
  return begin<Video, Receipt>(engine, options, make, [sink, amend = fetch.amend](Result<Receipt> receipt) {
    return conclude(*sink, std::move(receipt), amend);
  });
}

}  // namespace segmind::call
