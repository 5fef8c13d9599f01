#include "call/clip_fetch.hpp"

#include <utility>

#include "call/failure.hpp"
#include "call/option_checks.hpp"

namespace segmind::call {
namespace {

using Amend = std::function<Error(Error)>;

Result<Video> settle(SinkWriter& sink, Receipt receipt, const Amend& amend) noexcept {
  try {
    Result<Video> video = sink.settle(std::move(receipt));
    if (video) return video;
    Error error = std::move(video).error();
    error.charge = Charge::charged;  // the clip was here, whole
    return amend(std::move(error));
  } catch (...) {
    Error error = error_of_current_exception();
    error.charge = Charge::charged;
    return error;
  }
}

Error abandon(SinkWriter& sink, Error error, const Amend& amend) noexcept {
  const Charge charge = error.charge;
  try {
    if (const std::string kept = sink.abandon(charge == Charge::charged); !kept.empty()) {
      add_sentence(error.message, "What has arrived is kept in " + kept + '.');
    }
    return amend(std::move(error));
  } catch (...) {
    Error plain = error_of_current_exception();
    plain.charge = charge;
    return plain;
  }
}

// Runs where the program wants it: this is what flushes and names a file.
Result<Video> conclude(SinkWriter& sink, Result<Receipt> receipt, const Amend& amend) {
  if (receipt) return settle(sink, std::move(*receipt), amend);
  return abandon(sink, std::move(receipt).error(), amend);
}

}  // namespace

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
