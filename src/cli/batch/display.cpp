#include "cli/batch/display.hpp"

#include <iostream>
#include <map>
#include <utility>

#include "cli/display/figures.hpp"

namespace segmind::cli {
namespace {

using Stage = Clip::Stage;

/// How many clips are in each stage.
struct Census {
  std::map<Stage, std::size_t> stages;
  std::map<segmind::Phase, std::size_t> phases;  // of clips that are waited for
  std::uint64_t bytes = 0;
  double cost = 0;

  explicit Census(const std::deque<Clip>& clips) {
    for (const Clip& clip : clips) {
      ++stages[clip.stage];
      if (clip.stage == Stage::waiting) ++phases[clip.phase];
      bytes += clip.bytes;
      cost += clip.cost.value_or(0);
    }
  }
  std::size_t there() const { return of(Stage::there) + of(Stage::was_there) + of(Stage::by_another); }
  std::size_t running() const { return of(Stage::sending) + of(Stage::waiting) + of(Stage::unsaved); }
  std::size_t of(Stage stage) const {
    const auto count = stages.find(stage);
    return count == stages.end() ? 0 : count->second;
  }
};

/// "3 sending, 5 being made": what the running calls do.
std::string doings(const Census& census) {
  std::string text;
  const auto add = [&text](std::size_t count, const char* what) {
    if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + what;
  };
  std::size_t made = 0;
  std::size_t arriving = 0;
  for (const auto& [phase, count] : census.phases) {
    const bool arrives = phase == segmind::Phase::receiving || phase == segmind::Phase::downloading;
    (arrives ? arriving : made) += count;
  }
  add(census.of(Stage::sending), " sending");
  add(made, " being made");
  add(arriving, " arriving");
  add(census.of(Stage::unsaved), " not saved yet");
  return text.empty() ? "" : " (" + text + ')';
}

/// How long the rest will take at the speed so far; empty: not known.
std::string time_left(const Census& census, std::chrono::milliseconds elapsed) {
  const std::size_t made = census.of(Stage::there) + census.of(Stage::by_another);
  const std::size_t left = census.running() + census.of(Stage::unsent) + census.of(Stage::elsewhere);
  if (made == 0 || left == 0) return "";
  return ", about " + clock_text(elapsed * static_cast<int>(left) / static_cast<int>(made)) + " left";
}

}  // namespace

void BatchDisplay::step(const Clip& clip) {
  const std::string& name = clip.wanted.output;
  switch (clip.stage) {
    case Stage::sending:  // and now it has a job
      if (!terminal_.is_there) say(name + ": submitted, job " + clip.id);
      return;
    case Stage::there:
      if (!terminal_.is_there)
        say(name + ": done, " + size_text(clip.size.value_or(0)) + " in " + clock_text(clip.took));
      return;
    case Stage::by_another:
      if (!terminal_.is_there) say(name + ": done by another process");
      return;
    case Stage::failed: return say(terminal_.red(name + ": failed.") + ' ' + clip.words);
    case Stage::uncertain: return say(terminal_.red(name + ": may have been paid.") + ' ' + clip.words);
    case Stage::unsaved:
      if (clip.is_foreign) return say(terminal_.red(name + ": no clip came.") + ' ' + clip.words);
      return say(terminal_.red(name + ": cannot be saved.") + ' ' + clip.words +
                 (clip.kept_at.empty() ? "" : " It is kept in " + clip.kept_at + " meanwhile.") +
                 " It is tried again, and nothing more is sent until it can be.");
    case Stage::kept: return say(terminal_.red(name + ": is not in its place.") + ' ' + clip.words);
    case Stage::lost: return say(terminal_.red(name + ": is lost.") + ' ' + clip.words);
    case Stage::left:
      if (!clip.words.empty()) say(terminal_.red(name + ": not fetched yet.") + ' ' + clip.words);
      return;
    default: return;
  }
}

void BatchDisplay::show(const std::deque<Clip>& clips) {
  if (!terminal_.is_there) return;
  const Census census(clips);
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
  std::string line = clock_text(elapsed) + "  " + terminal_.bold(std::to_string(census.there())) + " of " +
                     std::to_string(clips.size()) + " done, " + std::to_string(census.running()) + " running" +
                     doings(census);
  const auto add_bad = [&](Stage stage, const char* word) {
    if (census.of(stage) > 0) line += ", " + terminal_.red(std::to_string(census.of(stage)) + word);
  };
  if (census.of(Stage::elsewhere) > 0) line += ", " + std::to_string(census.of(Stage::elsewhere)) + " elsewhere";
  add_bad(Stage::failed, " failed");
  add_bad(Stage::uncertain, " uncertain");
  add_bad(Stage::lost, " lost");
  add_bad(Stage::kept, " misplaced");
  line +=
      time_left(census, elapsed) + ", " + money_text(census.cost) + ' ' + currency_ + ", " + size_text(census.bytes);
  line_.show(std::move(line));
}

void BatchDisplay::say(const std::string& text) {
  clear();
  std::cerr << text << std::endl;
}

}  // namespace segmind::cli
