#include "cli/batch/run.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "cli/files/rescue.hpp"

namespace segmind::cli {
namespace {

using segmind::Charge;
using segmind::ErrorKind;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds pause_before_writing_again{1};
constexpr std::chrono::minutes longest_wait_for_room{10};

/// Every other request would be refused for the same reason.
bool concerns_all(ErrorKind kind) {
  return kind == ErrorKind::unauthorized || kind == ErrorKind::forbidden || kind == ErrorKind::insufficient_credits;
}

/// Waiting may help, and costs nothing.
bool is_passing(const segmind::Error& error) {
  return error.charge == Charge::none && (error.kind == ErrorKind::connection || error.kind == ErrorKind::timeout ||
                                          error.kind == ErrorKind::rate_limited);
}

/// The first that a reader should know of it.
std::string reason_of(const segmind::Error& error) {
  if (!error.violations.empty()) return error.violations.front().field + ": " + error.violations.front().message;
  const std::string words = error.describe();
  return words.substr(0, words.find('\n'));
}

/// What came for a job, or does not come, and where the clip is all the same.
std::string outcome_of(const segmind::Error& error) {
  if (error.address.empty()) return reason_of(error);
  return reason_of(error) + " The clip can be fetched, without a key and for up to seven days, from " + error.address;
}

bool is_there(const std::string& output) {
  std::error_code none;
  return std::filesystem::is_regular_file(std::filesystem::u8path(output), none);
}

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
  options.executor = [this](segmind::Function<void()> work) { main_thread_.give(std::move(work)); };
  options.progress = [&clip](const segmind::Progress& progress) {
    clip.phase = progress.phase;
    clip.bytes = progress.bytes;
  };
  return options;
}

void BatchRun::submit(Clip& clip) {
  clip.words.clear();
  if (is_there(clip.wanted.output)) {  // since this run looked: another one's, which must not be replaced
    clip.words = "There is a file in its place by now, and not from this batch. Move it away, or name another output.";
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
    say_(stopped_because_ +
         " The same command sends the rest, once the service works; those that may have been paid "
         "it sends again only with --resubmit-uncertain.");
  }
  end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
}

/// It cost nothing, and its turn comes again when the service works.
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

void BatchRun::resume(Clip& clip) {
  const auto job = client_.try_resume(clip.record.id, clip.record.submitted);
  if (job) return wait(clip, *job);
  clip.words = reason_of(job.error());
  end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
}

void BatchRun::wait(Clip& clip, const segmind::Job& job) {
  // A place that cannot be written must not keep the clip from coming before its job expires.
  const bool through_memory = clip.stage == Clip::Stage::unsaved;
  clip.stage = Clip::Stage::waiting;
  segmind::CallOptions options = options_for(clip);
  if (!through_memory) options.sink = segmind::Sink::file(clip.wanted.output);
  job.wait_async(options).then(
      [this, &clip](segmind::Result<segmind::Video> video) { on_video(clip, std::move(video)); });
}

void BatchRun::on_video(Clip& clip, segmind::Result<segmind::Video> video) {
  if (video) {
    if (!video->path().empty()) return keep(clip, *video);
    const auto here = std::make_shared<const segmind::Video>(std::move(*video));
    const auto saved = here->try_save(clip.wanted.output);
    return saved ? keep(clip, *here) : hold(clip, saved.error().message, here);
  }
  const segmind::Error& error = video.error();
  if (error.kind == ErrorKind::file) return hold(clip, error.message, error.rescued);
  if (error.rescued) {
    clip.is_foreign = true;
    return hold(clip, outcome_of(error), error.rescued);
  }
  if (error.kind != ErrorKind::cancelled) clip.words = outcome_of(error);  // else the summary says it for all
  switch (error.kind) {
    case ErrorKind::job_failed: return end(clip, Clip::Stage::failed, Record::Stage::failed);
    case ErrorKind::job_expired: break;
    default: return end(clip, Clip::Stage::left, std::nullopt);  // the file says "submitted", and so it stays
  }
  if (clip.record.stage == Record::Stage::finished) {
    clip.words =
        "It was made and paid for, but its file is gone, and the service has forgotten the job. Bring the file "
        "back; only another output would make, and pay for, a new one.";
    return end(clip, Clip::Stage::left, std::nullopt);
  }
  // Nothing was there when it was sent, and a clip takes its name only when it is whole.
  if (is_there(clip.wanted.output)) return end(clip, Clip::Stage::was_there, Record::Stage::finished);
  end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
}

void BatchRun::keep(Clip& clip, const segmind::Video& video) {
  service_.answered();
  clip.record.size = video.size();
  if (video.receipt().cost) clip.record.cost = video.receipt().cost;
  clip.words.clear();
  end(clip, Clip::Stage::there, Record::Stage::finished);
}

void BatchRun::hold(Clip& clip, const std::string& why, std::shared_ptr<const segmind::Video> rescued) {
  const bool is_news = std::exchange(clip.words, why) != why;
  clip.stage = Clip::Stage::unsaved;
  clip.rescued = std::move(rescued);
  if (clip.rescued) clip.kept_at = save_elsewhere(*clip.rescued, clip.wanted.output);
  if (unsaved_++ == 0 && is_news) unsaved_since_ = Clock::now();
  next_try_to_keep_ = Clock::now() + pause_before_writing_again;
  if (is_news) on_step_(clip);
  if (clip.is_foreign || draining_) try_to_keep();
}

void BatchRun::try_to_keep() {
  next_try_to_keep_ = Clock::now() + pause_before_writing_again;
  (void)state_.catch_up();
  for (Clip& clip : clips_) {
    if (clip.stage == Clip::Stage::unsaved && try_to_keep(clip)) --unsaved_;
  }
}

/// False: it is tried again.
bool BatchRun::try_to_keep(Clip& clip) {
  if (!clip.rescued) {
    giving_up_ ? end(clip, Clip::Stage::left, std::nullopt) : resume(clip);
    return true;
  }
  if (!clip.is_foreign && clip.rescued->try_save(clip.wanted.output)) {
    std::error_code none;
    if (!clip.kept_at.empty()) std::filesystem::remove(std::filesystem::u8path(clip.kept_at), none);
    clip.kept_at.clear();
    keep(clip, *std::exchange(clip.rescued, nullptr));
    return true;
  }
  if (clip.kept_at.empty()) clip.kept_at = save_elsewhere(*clip.rescued, clip.wanted.output);
  const bool is_safe = !clip.kept_at.empty();
  if (!(is_safe ? clip.is_foreign || draining_ || has_waited_enough() : giving_up_)) return false;
  const auto rescued = std::exchange(clip.rescued, nullptr);
  if (is_safe) clip.words = (clip.is_foreign ? clip.words + " What came is in " : "The clip is in ") + clip.kept_at;
  if (!is_safe || clip.is_foreign) {
    end(clip, Clip::Stage::left, std::nullopt);
    return true;
  }
  if (has_waited_enough()) stopped_because_ = "Clips could not be saved where they belong.";
  clip.record.size = rescued->size();
  if (rescued->receipt().cost) clip.record.cost = rescued->receipt().cost;
  end(clip, Clip::Stage::kept, Record::Stage::finished);
  return true;
}

bool BatchRun::has_waited_enough() const noexcept { return Clock::now() - unsaved_since_ > longest_wait_for_room; }

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
