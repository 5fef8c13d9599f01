#include "cli/batch/run.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "cli/batch/failure.hpp"
#include "cli/files/output_place.hpp"
#include "cli/files/rescue.hpp"

namespace segmind::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds pause_before_writing_again{1};

}  // namespace

void BatchRun::add(Wanted wanted, bool resubmit_uncertain) {
  Clip& clip = clips_.emplace_back(std::move(wanted));
  const Record* known = state_.find(clip.wanted.place);
  if (known != nullptr) clip.record = *known;
  clip.record.output = clip.wanted.output;
  clip.record.fingerprint = clip.wanted.fingerprint;
  if (known == nullptr) return to_do_.push_back(&clip);
  switch (clip.record.stage) {
    case Record::Stage::finished:
      if (!is_there(clip.wanted.output)) break;
      clip.stage = Clip::Stage::was_there;
      return;
    case Record::Stage::submitted: break;
    case Record::Stage::failed: clip.record.id.clear(); break;
    case Record::Stage::sending: clip.record.words = "The program ended while it was being sent."; [[fallthrough]];
    case Record::Stage::uncertain:
      clip.record.id.clear();
      if (resubmit_uncertain) break;
      clip.stage = Clip::Stage::uncertain;
      clip.words = clip.record.words;
      return;
  }
  // Jobs first: the service does not keep them for long.
  clip.record.id.empty() ? to_do_.push_back(&clip) : to_do_.push_front(&clip);
}

void BatchRun::put_addresses(const std::map<std::string, std::string>& address_of) {
  const auto real = [&address_of](const std::string& address) {
    const auto known = address_of.find(address);
    return known == address_of.end() ? address : known->second;
  };
  for (Clip& clip : clips_) {
    if (!is_to_be_sent(clip) || clip.wanted.files.empty()) continue;
    const segmind::Wan27R2VRequest& planned = clip.wanted.request;
    segmind::Wan27R2VRequest::Builder builder(planned.prompt());
    for (const std::string& address : planned.reference_images()) builder.reference_image(real(address));
    for (const std::string& address : planned.reference_videos()) builder.reference_video(real(address));
    if (planned.reference_voice()) builder.reference_voice(real(*planned.reference_voice()));
    if (planned.negative_prompt()) builder.negative_prompt(*planned.negative_prompt());
    if (planned.resolution()) builder.resolution(*planned.resolution());
    if (planned.duration()) builder.duration(*planned.duration());
    if (planned.seed()) builder.seed(*planned.seed());
    if (planned.is_seed_random()) builder.random_seed();
    clip.wanted.request = builder.build();
  }
}

void BatchRun::begin() { go_on(); }

void BatchRun::run_for(std::chrono::milliseconds time) {
  main_thread_.run_for(time);
  if (Clock::now() >= next_try_to_keep_) try_to_keep();
  go_on();
}

/// False: not now.
bool BatchRun::may_send() {
  if (unsaved_ > 0 || Clock::now() < next_announcement_) return false;
  if (!state_.catch_up()) {
    put_off_announcements();
    return false;
  }
  return !service_.must_wait() && (!service_.is_down() || submitting_ == 0);  // one finds out for all
}

void BatchRun::go_on() {
  if (std::exchange(going_on_, true)) return;  // a call that is refused at once comes back here
  while (under_way_ < in_flight_ && !to_do_.empty()) {
    Clip& clip = *to_do_.front();
    const bool has_job = !clip.record.id.empty();
    const bool stopped = giving_up_ || (!has_job && (draining_ || !stopped_because_.empty()));
    if (!stopped && !has_job && !may_send()) break;
    to_do_.pop_front();
    if (stopped) {
      clip.stage = has_job ? Clip::Stage::left : Clip::Stage::unsent;
      clip.words = stopped_because_;
      continue;
    }
    ++under_way_;
    clip.began = Clock::now();
    has_job ? resume(clip) : submit(clip);
  }
  going_on_ = false;
}

segmind::CallOptions BatchRun::options_for(Clip& clip) {
  segmind::CallOptions options;
  options.cancellation = end_.token();
  options.file_executor = [this](segmind::Function<void()> work) { main_thread_.give(std::move(work)); };
  options.deliver_on = options.file_executor;
  options.progress = [&clip](const segmind::Progress& progress) {
    clip.phase = progress.phase;
    clip.bytes = progress.bytes;
  };
  return options;
}

void BatchRun::submit(Clip& clip) {
  clip.words.clear();
  if (is_there(clip.wanted.output)) {  // it was not when this run began
    clip.words = "Another program has put a file in its place. Move that away, or name another output.";
    return end(clip, Clip::Stage::failed, std::nullopt);
  }
  clip.stage = Clip::Stage::submitting;
  clip.record.submitted = std::chrono::system_clock::now();
  clip.record.words.clear();
  clip.record.stage = Record::Stage::sending;
  if (!state_.announce(clip.record)) return wait_for_state_file(clip);
  state_is_full_ = false;
  ++submitting_;
  segmind::CallOptions options = options_for(clip);
  options.drain = drain_.token();
  // The line is written before anything else can go wrong, on the client's thread.
  options.on_submitted = [this, record = clip.record](std::string_view id) mutable {
    record.id = id;
    record.stage = Record::Stage::submitted;
    state_.note(record);
  };
  client_.submit_async(clip.wanted.request, options).then([this, &clip](segmind::Result<segmind::Job> job) {
    on_job(clip, std::move(job));
  });
}

void BatchRun::wait_for_state_file(Clip& clip) {
  clip.stage = Clip::Stage::unsent;
  to_do_.push_back(&clip);
  --under_way_;
  put_off_announcements();
}

void BatchRun::put_off_announcements() {
  next_announcement_ = Clock::now() + pause_before_writing_again;
  if (!std::exchange(state_is_full_, true)) say_("The state file cannot be written. Nothing is sent until it can be.");
}

void BatchRun::on_job(Clip& clip, segmind::Result<segmind::Job> job) {
  --submitting_;
  if (!job) return on_refusal(clip, job.error());
  if (service_.is_down()) say_("The service answers again.");
  service_.worked();
  clip.record.id = job->id();
  clip.record.stage = Record::Stage::submitted;
  on_step_(clip);
  wait(clip, *job);
}

void BatchRun::on_refusal(Clip& clip, const segmind::Error& error) {
  if (is_passing(error)) return put_back(clip, error);
  clip.words = reason_of(error);
  if (error.rescued) clip.kept_at = save_elsewhere(*error.rescued, clip.wanted.output);
  if (!clip.kept_at.empty()) clip.words += " What came is in " + clip.kept_at;
  if (error.kind == ErrorKind::spending_limit) {  // another line may be cheaper
    clip.has_no_room = true;
    clip.words = "No room under --limit: " + (error.violations.empty() ? clip.words : error.violations.front().message);
    return end(clip, Clip::Stage::unsent, Record::Stage::failed);
  }
  if (concerns_all(error.kind)) stopped_because_ = error.message;
  if (error.charge == Charge::none) {
    const bool unsent = error.kind == ErrorKind::cancelled;
    return end(clip, unsent ? Clip::Stage::unsent : Clip::Stage::failed, Record::Stage::failed);
  }
  if (error.kind != ErrorKind::cancelled && service_.was_uncertain()) {
    stopped_because_ = "Three requests in a row may have been paid for nothing; no more are sent.";
    say_(
        stopped_because_ +
        " The same command sends the rest once the service works. Requests that may have been paid are sent again only "
        "with --resubmit-uncertain.");
  }
  end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
}

/// The request cost nothing: it is sent again when the service works.
void BatchRun::put_back(Clip& clip, const segmind::Error& error) {
  clip.stage = Clip::Stage::unsent;
  note(clip, Record::Stage::failed);
  to_do_.push_back(&clip);
  --under_way_;
  const bool begins = service_.failed_for_free(error.http_status != 0);
  if (service_.is_hopeless()) {
    stopped_because_ = reason_of(error);
  } else if (begins) {
    say_("The service cannot take requests: " + reason_of(error) + " It is asked again until it can.");
  }
  go_on();
}

void BatchRun::end(Clip& clip, Clip::Stage stage, std::optional<Record::Stage> noted) {
  clip.stage = stage;
  clip.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - clip.began);
  if (noted) note(clip, *noted);
  if (clip.words.empty() && stage == Clip::Stage::unsent) clip.words = stopped_because_;
  --under_way_;
  on_step_(clip);
  go_on();
}

void BatchRun::note(Clip& clip, Record::Stage stage) {
  clip.record.stage = stage;
  clip.record.words = stage == Record::Stage::finished ? "" : clip.words;
  state_.note(clip.record);
}

void BatchRun::drain() {
  if (std::exchange(draining_, true)) return;
  drain_.cancel();
  try_to_keep();
  go_on();
}

void BatchRun::give_up() {
  if (std::exchange(giving_up_, true)) return;
  drain();
  end_.cancel();
  try_to_keep();
  go_on();
}

}  // namespace segmind::cli
