#include "batch_run.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

namespace {

using segmind::Charge;
using segmind::ErrorKind;
using Clock = std::chrono::steady_clock;

/// Every other request would be refused for the same reason.
bool concerns_all(ErrorKind kind) {
  return kind == ErrorKind::unauthorized || kind == ErrorKind::forbidden || kind == ErrorKind::insufficient_credits;
}

/// The request would have gone over the limit that --limit sets.
bool is_over_limit(const segmind::Error& error) {
  const auto names_it = [](const segmind::Violation& violation) { return violation.field == "spending_limit"; };
  return std::any_of(error.violations.begin(), error.violations.end(), names_it);
}

bool is_there(const std::string& output) {
  std::error_code none;
  return std::filesystem::is_regular_file(std::filesystem::u8path(output), none);
}

}  // namespace

void BatchRun::add(Wanted wanted, bool resubmit_uncertain) {
  Clip& clip = clips_.emplace_back(std::move(wanted));
  const auto known = state_.records().find(clip.wanted.output);
  if (known != state_.records().end()) clip.record = known->second;
  clip.record.fingerprint = clip.wanted.fingerprint;
  if (known == state_.records().end()) return to_do_.push_back(&clip);
  switch (clip.record.stage) {
    case Record::Stage::finished:
      if (!is_there(clip.wanted.output)) break;
      clip.stage = Clip::Stage::was_there;
      return;
    case Record::Stage::submitted:
      break;
    case Record::Stage::failed:
      clip.record.id.clear();
      break;
    case Record::Stage::sending:
      clip.record.words = "The program ended while it was being sent.";
      [[fallthrough]];
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

void BatchRun::begin() { go_on(); }

void BatchRun::go_on() {
  if (std::exchange(going_on_, true)) return;  // a call that is refused at once comes back here
  while (under_way_ < in_flight_ && !to_do_.empty()) {
    Clip& clip = *to_do_.front();
    to_do_.pop_front();
    const bool has_job = !clip.record.id.empty();
    if (stopping_since_ || (!stopped_because_.empty() && !has_job)) {
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

segmind::CallOptions BatchRun::options_for(Clip& clip, const segmind::CancellationSource& source) {
  segmind::CallOptions options;
  options.cancellation = source.token();
  options.executor = [this](segmind::Function<void()> work) { main_thread_.give(std::move(work)); };
  options.progress = [&clip](const segmind::Progress& progress) {
    clip.phase = progress.phase;
    clip.bytes = progress.bytes;
  };
  return options;
}

void BatchRun::submit(Clip& clip) {
  clip.stage = Clip::Stage::submitting;
  clip.record.submitted = std::chrono::system_clock::now();
  clip.record.words.clear();
  clip.record.stage = Record::Stage::sending;
  if (!state_.note(clip.wanted.output, clip.record)) {
    stopped_because_ = "The state file cannot be written.";
    return end(clip, Clip::Stage::unsent, std::nullopt);
  }
  segmind::CallOptions options = options_for(clip, submits_);
  // The line is written before anything else can go wrong, on the client's thread.
  options.on_submitted = [this, output = clip.wanted.output, record = clip.record](std::string_view id) mutable {
    record.id = id;
    record.stage = Record::Stage::submitted;
    state_.note(output, record);
  };
  client_.submit_async(clip.wanted.request, options).then([this, &clip](segmind::Result<segmind::Job> job) {
    on_job(clip, std::move(job));
  });
}

void BatchRun::on_job(Clip& clip, segmind::Result<segmind::Job> job) {
  if (job) {
    clip.record.id = job->id();
    clip.record.stage = Record::Stage::submitted;
    on_step_(clip);
    return wait(clip, *job);
  }
  const segmind::Error& error = job.error();
  clip.words = error.describe();
  const bool over_limit = is_over_limit(error);
  if (over_limit) clip.words = "Over the limit of this run. " + error.violations.front().message;
  if (concerns_all(error.kind) || over_limit) stopped_because_ = over_limit ? clip.words : error.message;
  if (error.charge != Charge::none) return end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
  const bool unsent = over_limit || error.kind == ErrorKind::cancelled;
  end(clip, unsent ? Clip::Stage::unsent : Clip::Stage::failed, Record::Stage::failed);
}

void BatchRun::resume(Clip& clip) {
  const auto job = client_.try_resume(clip.record.id, clip.record.submitted);
  if (job) return wait(clip, *job);
  clip.words = job.error().describe();
  end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
}

void BatchRun::wait(Clip& clip, const segmind::Job& job) {
  clip.stage = Clip::Stage::waiting;
  segmind::CallOptions options = options_for(clip, waits_);
  options.sink = segmind::Sink::file(clip.wanted.output);
  job.wait_async(options).then([this, &clip](segmind::Result<segmind::Video> video) { on_video(clip, video); });
}

void BatchRun::on_video(Clip& clip, const segmind::Result<segmind::Video>& video) {
  if (video) {
    clip.size = video->size();
    clip.cost = video->receipt().cost;
    return end(clip, Clip::Stage::there, Record::Stage::finished);
  }
  const segmind::Error& error = video.error();
  clip.words = error.describe();
  if (clip.record.stage == Record::Stage::finished && error.kind == ErrorKind::job_expired) {
    clip.words =
        "It was made and paid for, but its file is gone, and the service has forgotten the job. Bring the file "
        "back; only another output would make, and pay for, a new one.";
    return end(clip, Clip::Stage::left, std::nullopt);
  }
  if (error.kind == ErrorKind::job_failed) return end(clip, Clip::Stage::failed, Record::Stage::failed);
  if (error.kind == ErrorKind::job_expired) return end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
  end(clip, Clip::Stage::left, std::nullopt);  // the file says "submitted", and so it stays
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
  if (!state_.note(clip.wanted.output, clip.record)) stopped_because_ = "The state file cannot be written.";
}

void BatchRun::stop() {
  constexpr std::chrono::seconds longest_submission{10};
  if (!stopping_since_) {
    stopping_since_ = Clock::now();
    waits_.cancel();
    if (done()) go_on();
  }
  if (Clock::now() - *stopping_since_ > longest_submission) submits_.cancel();
}
