// A line's call: under its key, so that the library asks the journal, pays where the line is ours, goes on where
// another process died, and fetches again what is paid.
#include <utility>

#include "cli/batch/run.hpp"
#include "cli/files/output_place.hpp"
#include "cli/journal/entry_facts.hpp"

namespace segmind::cli {
namespace {

segmind::Error not_now() {
  segmind::Error error;
  error.kind = segmind::ErrorKind::cancelled;
  error.message = "The line is not this process's to send now.";
  return error;
}

}  // namespace

void BatchRun::start(Clip& clip) {
  ++under_way_;
  clip.began = Clock::now();
  call(clip);
}

void BatchRun::call(Clip& clip) {
  const bool was_unsaved = clip.stage == Clip::Stage::unsaved;
  const bool has_job = !clip.id.empty();
  if (!was_unsaved) clip.words.clear();  // else the same words again are no news
  clip.found = Finding::none;
  clip.is_ours = false;
  clip.stage = has_job ? Clip::Stage::waiting : Clip::Stage::sending;
  if (!has_job) ++sending_;
  clip.is_sending = !has_job;
  segmind::CallOptions options = options_for(clip);
  // Through memory: a place that cannot be written must not delay the clip until its job expires.
  if (!was_unsaved || !has_job) options.sink = segmind::Sink::file(clip.wanted.output);
  if (!has_job || clip.may_wait) options.drain = drain_.token();
  client_.generate_async(clip.wanted.request, options).then([this, &clip](segmind::Result<segmind::Video> video) {
    on_end(clip, std::move(video));
  });
}

segmind::CallOptions BatchRun::options_for(Clip& clip) {
  segmind::CallOptions options;
  options.idempotency_key = clip.wanted.key;
  options.through_queue = true;
  options.recover_since = settings_.recover_since;
  if (settings_.resubmit_unrecorded) {
    options.accept_paying_twice = [this](const segmind::Error&) { return !sends_no_more_; };
  }
  options.cancellation = end_.token();
  options.file_executor = [this](segmind::Function<void()> work) { main_thread_.give(std::move(work)); };
  options.deliver_on = options.file_executor;
  options.progress = [&clip](const segmind::Progress& progress) {
    clip.phase = progress.phase;
    clip.bytes = progress.bytes;
  };
  options.on_submitted = [this, &clip](std::string_view id) {
    main_thread_.give([this, &clip, id = std::string(id)] { on_submitted(clip, id); });
  };
  return options;
}

// The next three run on a thread of the client, before it acts.

std::optional<segmind::Error> BatchRun::hear(const std::string& key, const segmind::Beginning& told) {
  using Outcome = segmind::Beginning::Outcome;
  const auto known = by_key_.find(key);
  if (known == by_key_.end()) return std::nullopt;
  Clip& clip = *known->second;
  const bool is_elsewhere = told.outcome == Outcome::in_flight && !clip.may_wait;
  const bool has_file = told.outcome == Outcome::ended && is_there(clip.wanted.output);
  const Finding found = is_elsewhere ? Finding::elsewhere : has_file ? Finding::there : Finding::none;
  main_thread_.give([this, &clip, told, found] { on_heard(clip, told, found); });
  return found == Finding::none ? std::nullopt : std::optional(not_now());
}

std::optional<segmind::Error> BatchRun::may_leave(const std::string& key) {
  const auto known = by_key_.find(key);
  if (known == by_key_.end()) return std::nullopt;
  Clip& clip = *known->second;
  const Finding found = is_there(clip.wanted.output) ? Finding::in_the_way
                        : sends_no_more_             ? Finding::too_late
                        : clip.is_ready              ? Finding::none
                                                     : Finding::unready;
  if (found == Finding::none) return std::nullopt;
  main_thread_.give([&clip, found] { clip.found = found; });
  return not_now();
}

/// The journal has the id. What is told from now on holds after a crash, too.
void BatchRun::note(const std::string& key, const std::string& id) {
  const auto known = by_key_.find(key);
  if (known == by_key_.end()) return;
  main_thread_.give([this, &clip = *known->second, id] {
    if (clip.stage != Clip::Stage::sending) return;
    clip.id = id;
    on_step_(clip);
    clip.stage = Clip::Stage::waiting;
  });
}

void BatchRun::on_heard(Clip& clip, const segmind::Beginning& told, Finding found) {
  using Outcome = segmind::Beginning::Outcome;
  clip.found = found;
  if (journal_fails_) say_("The journal can be used again.");
  journal_fails_ = false;
  if (told.outcome == Outcome::over_budget || told.outcome == Outcome::another_request) return;
  clip.take(told.entry);
  if (found != Finding::none) return;
  const bool is_elsewhere = told.outcome == Outcome::in_flight;
  if (is_elsewhere && !clip.is_awaited.exchange(true)) {
    ++awaited_;
    clip.stage = Clip::Stage::elsewhere;
    return stop_counting(clip);
  }
  if (is_elsewhere) return;
  if (clip.is_awaited.exchange(false)) --awaited_;
  clip.is_ours = told.outcome == Outcome::mine;
  if (is_unsent(told.entry)) {
    clip.stage = Clip::Stage::sending;
  } else {
    clip.stage = Clip::Stage::waiting;
    stop_counting(clip);
  }
}

void BatchRun::on_submitted(Clip& clip, const std::string& id) {
  stop_counting(clip);
  if (service_.is_down()) say_("The service answers again.");
  service_.worked();
  clip.id = id;
  clip.submitted = std::chrono::system_clock::now();
}

void BatchRun::stop_counting(Clip& clip) {
  if (std::exchange(clip.is_sending, false)) --sending_;
}

}  // namespace segmind::cli
