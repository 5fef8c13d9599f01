// Waits for jobs and saves their clips, in their places or elsewhere.
#include <filesystem>
#include <utility>

#include "cli/batch/failure.hpp"
#include "cli/batch/run.hpp"
#include "cli/files/output_place.hpp"
#include "cli/files/rescue.hpp"

namespace segmind::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds pause_before_keeping_again{1};
constexpr std::chrono::minutes longest_wait_for_room{10};

}  // namespace

void BatchRun::resume(Clip& clip) {
  const auto job = client_.try_resume(clip.record.id, clip.record.submitted);
  if (job) return wait(clip, *job);
  clip.words = reason_of(job.error());
  end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
}

void BatchRun::wait(Clip& clip, const segmind::Job& job) {
  // Through memory: a place that cannot be written must not delay the clip until its job expires.
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
  if (error.kind != ErrorKind::cancelled) clip.words = outcome_of(error);  // cancelled: the summary says it
  switch (error.kind) {
    case ErrorKind::job_failed: return end(clip, Clip::Stage::failed, Record::Stage::failed);
    case ErrorKind::job_expired: break;
    default: return end(clip, Clip::Stage::left, std::nullopt);  // it stays "submitted" in the state file
  }
  if (clip.record.stage == Record::Stage::finished) {
    clip.words =
        "It was made and paid for, but its file is gone and the service has forgotten the job. Bring the file back, or "
        "name another output to make and pay for a new clip.";
    return end(clip, Clip::Stage::left, std::nullopt);
  }
  // No file was there when it was sent, so this one is the whole clip.
  if (is_there(clip.wanted.output)) return end(clip, Clip::Stage::was_there, Record::Stage::finished);
  end(clip, Clip::Stage::uncertain, Record::Stage::uncertain);
}

void BatchRun::keep(Clip& clip, const segmind::Video& video) {
  service_.answered();
  clip.record.take(video);
  clip.words.clear();
  end(clip, Clip::Stage::there, Record::Stage::finished);
}

void BatchRun::hold(Clip& clip, const std::string& why, std::shared_ptr<const segmind::Video> rescued) {
  const bool is_news = std::exchange(clip.words, why) != why;
  clip.stage = Clip::Stage::unsaved;
  clip.rescued = std::move(rescued);
  if (clip.rescued) clip.kept_at = save_elsewhere(*clip.rescued, clip.wanted.output);
  if (unsaved_++ == 0 && is_news) unsaved_since_ = Clock::now();
  next_try_to_keep_ = Clock::now() + pause_before_keeping_again;
  if (is_news) on_step_(clip);
  if (clip.is_foreign || draining_) try_to_keep();
}

void BatchRun::try_to_keep() {
  next_try_to_keep_ = Clock::now() + pause_before_keeping_again;
  (void)state_.catch_up();
  for (Clip& clip : clips_) {
    if (clip.stage == Clip::Stage::unsaved && try_to_keep(clip)) --unsaved_;
  }
}

/// False: try again later.
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
  clip.record.take(*rescued);
  end(clip, Clip::Stage::kept, Record::Stage::finished);
  return true;
}

bool BatchRun::has_waited_enough() const noexcept { return Clock::now() - unsaved_since_ > longest_wait_for_room; }

}  // namespace segmind::cli
