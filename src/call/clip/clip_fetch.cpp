#include "call/clip/clip_fetch.hpp"

#include <utility>

#include "call/exchange/failure.hpp"
#include "call/lifecycle/option_checks.hpp"

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
      add_sentence(error.message, kept);
    }
    return amend(std::move(error));
  } catch (...) {
    Error plain = error_of_current_exception();
    plain.charge = charge;
    return plain;
  }
}

// The clip is here, and whoever cancelled its call wants the next one in its place.
Error place_was_lost() {
  Error error = cancelled("The call was cancelled, and another has been given its file.");
  error.charge = Charge::charged;
  return error;
}

// Runs where the program wants it: this is what flushes and names a file.
Result<Video> conclude(SinkWriter& sink, ClipPlace* place, Result<Receipt> receipt, const Amend& amend) {
  if (!receipt) return abandon(sink, std::move(receipt).error(), amend);
  if (place != nullptr && !place->settle()) return abandon(sink, place_was_lost(), amend);
  return settle(sink, std::move(*receipt), amend);
}

}  // namespace

Result<std::shared_ptr<ClipPlace>> take_place(Engine& engine, const CallOptions& options, const std::string& mark) {
  if (options.sink.kind() != Sink::Kind::file) return std::shared_ptr<ClipPlace>();
  if (!engine.loop().is_in_its_process()) return of_another_process();  // its locks may be held for ever
  const std::string& path = options.sink.path();
  std::shared_ptr<ClipPlace> place = engine.clip_places().take(path, mark, options.cancellation);
  if (place) return place;
  return refused_option("sink", path,
                        "Give each call a path of its own: another clip is on its way to this one, and one would "
                        "replace the other.");
}

Operation<Video> fetch_clip(const std::shared_ptr<Engine>& engine, const CallOptions& options, ClipFetch fetch) {
  const std::shared_ptr<SinkWriter> sink = SinkWriter::create(options.sink, fetch.mark);
  const auto place = fetch.place ? std::move(fetch.place) : take_place(*engine, options, fetch.mark);
  const auto make = [&](ClipDone done) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return fetch.amend(std::move(*refusal));
    if (!place) return fetch.amend(place.error());
    if (std::optional<Error> error = sink->open()) return fetch.amend(std::move(*error));
    return fetch.make_call(*sink, std::move(done));
  };
  const std::shared_ptr<ClipPlace> held = place.value_or(nullptr);
  const auto end = [sink, held, amend = fetch.amend](Result<Receipt> receipt) {
    Result<Video> video = conclude(*sink, held.get(), std::move(receipt), amend);
    if (held) held->leave();
    return video;
  };
  Function<void()> on_cancel;
  if (held) on_cancel = [held] { held->give_way(); };
  return begin<Video, Receipt>(engine, options, make, end, std::move(on_cancel));
}

}  // namespace segmind::call
