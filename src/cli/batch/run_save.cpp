// Saves clips that are here, in their places or elsewhere.
#include <filesystem>
#include <utility>

#include "cli/batch/failure.hpp"
#include "cli/batch/run.hpp"
#include "cli/files/output_place.hpp"
#include "cli/files/rescue.hpp"

namespace segmind::cli {
namespace {

constexpr std::chrono::seconds pause_before_keeping_again{1};
constexpr std::chrono::minutes longest_wait_for_room{10};

}  // namespace

void BatchRun::keep(Clip& clip, const segmind::Video& video) {
  service_.answered();
  clip.take(video);
  clip.words.clear();
  end(clip, Clip::Stage::there);
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
  for (Clip& clip : clips_) {
    if (clip.stage == Clip::Stage::unsaved && try_to_keep(clip)) --unsaved_;
  }
}

/// False: try again later.
bool BatchRun::try_to_keep(Clip& clip) {
  if (!clip.rescued) {
    const bool is_over = clip.id.empty() ? sends_no_more_.load() : giving_up_;
    if (!is_over) return call(clip), true;
    end(clip, clip.id.empty() ? Clip::Stage::unsent : Clip::Stage::left);
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
    end(clip, Clip::Stage::left);
    return true;
  }
  if (has_waited_enough()) stop_sending("Clips could not be saved where they belong.");
  clip.take(*rescued);
  end(clip, Clip::Stage::kept);
  return true;
}

bool BatchRun::has_waited_enough() const noexcept { return Clock::now() - unsaved_since_ > longest_wait_for_room; }

}  // namespace segmind::cli
