#include "call/clip/clip_fetch.hpp"

#include <algorithm>
#include <utility>

#include "api/limits.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/option_checks.hpp"
#include "text/utf8.hpp"

namespace segmind::call {
namespace {

constexpr std::size_t most_of_a_message = api::limits::max_told_message_bytes - 100;

using Amend = std::function<Error(Error)>;

// Where it is, what has arrived. Error::describe() shows so much of a message, and the place must be among it.
void add_kept(SinkWriter& sink, Error& error) {
  const std::string kept = sink.abandon(error.charge != Charge::none);
  if (kept.empty()) return;
  const std::size_t room = api::limits::max_told_message_bytes - std::min(kept.size() + 2, most_of_a_message);
  if (error.message.size() > room) error.message = text::excerpt(error.message, room);
  add_sentence(error.message, kept);
}

// The clip was here, whole.
Error after_arrival(Error error, const Arrived& arrived) noexcept {
  error.charge = Charge::charged;
  error.attempts = arrived.attempts;
  error.sent_at = arrived.sent_at;
  try {
    error.request_id = arrived.receipt.request_id.value_or("");
    error.address = arrived.receipt.address.value_or("");
  } catch (...) {
    // An error without its hint is better than none.
  }
  return error;
}

Result<Media> commit(SinkWriter& sink, const Arrived& arrived, const Amend& amend) noexcept {
  try {
    Result<Media> clip = sink.commit(arrived.receipt);
    if (clip) return clip;
    Error error = after_arrival(std::move(clip).error(), arrived);
    if (!error.rescued) add_kept(sink, error);
    return amend(std::move(error));
  } catch (...) {
    return after_arrival(error_of_current_exception(), arrived);
  }
}

// Bytes that were paid for are never thrown away.
Error abandon(SinkWriter& sink, Error error, const Amend& amend) noexcept {
  const Charge charge = error.charge;
  const int attempts = error.attempts;
  try {
    if (charge != Charge::none && !error.rescued) error.rescued = sink.rescue({});
    add_kept(sink, error);
    return amend(std::move(error));
  } catch (...) {
    Error plain = error_of_current_exception();
    plain.charge = charge;
    plain.attempts = attempts;
    return plain;
  }
}

// The clip is here, and whoever cancelled its call wants the next one in its place.
Error claim_was_lost(const Arrived& arrived) {
  return after_arrival(cancelled("The call was cancelled, and another has been given its file."), arrived);
}

// Of a whole clip, in CallOptions::file_executor: this is what flushes and names a file.
Result<Media> conclude(SinkWriter& sink, FileClaim* claim, Result<Arrived> arrived, const Amend& amend) {
  if (!arrived) return abandon(sink, std::move(arrived).error(), amend);
  if (claim != nullptr && !claim->confirm()) return abandon(sink, claim_was_lost(*arrived), amend);
  return commit(sink, *arrived, amend);
}

}  // namespace

Result<std::shared_ptr<FileClaim>> claim_file(Engine& engine, const CallOptions& options, const std::string& mark) {
  if (options.sink.kind() != Sink::Kind::file) return std::shared_ptr<FileClaim>();
  if (!engine.loop().is_in_its_process()) return of_another_process();  // locks may be held for ever
  const std::string& path = options.sink.path();
  std::shared_ptr<FileClaim> claim = engine.file_claims().take(path, mark, options.cancellation);
  if (claim) return claim;
  return refused_option("sink", path,
                        "Give each call a path of its own: another clip is on its way to this one, and one would "
                        "replace the other.");
}

Operation<Media> fetch_clip(const std::shared_ptr<Engine>& engine, const CallOptions& options, ClipFetch fetch) {
  const std::shared_ptr<SinkWriter> sink = SinkWriter::create(options.sink, fetch.mark);
  const auto claim = fetch.claim ? std::move(fetch.claim) : claim_file(*engine, options, fetch.mark);
  const auto make = [&](ClipDone done) -> Result<std::shared_ptr<Call>> {
    if (std::optional<Error> refusal = unusable(options)) return fetch.amend(std::move(*refusal));
    if (!claim) return fetch.amend(claim.error());
    if (std::optional<Error> error = sink->open()) return fetch.amend(std::move(*error));
    return fetch.make_call(*sink, std::move(done));
  };
  const std::shared_ptr<FileClaim> held = claim.value_or(nullptr);
  Conclusion<Media, Arrived> conclusion;
  conclusion.conclude = [sink, held, amend = fetch.amend, tell = fetch.tell](Result<Arrived> arrived) {
    Result<Media> clip = conclude(*sink, held.get(), std::move(arrived), amend);
    if (tell) tell(clip);
    if (held) held->release();
    return clip;
  };
  if (held) {
    conclusion.executor = options.file_executor;
    conclusion.on_cancel = [held] { held->give_way(); };
  }
  return begin<Media, Arrived>(engine, options, make, conclusion);
}

}  // namespace segmind::call
