#include "batch_display.hpp"

#include <iostream>
#include <utility>

#include "progress_line.hpp"

namespace {

using Stage = Clip::Stage;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

void BatchDisplay::step(const Clip& clip) {
  const std::string& name = clip.wanted.output;
  switch (clip.stage) {
    case Stage::submitting:  // and now it has a job
      if (!terminal_.is_there) say(name + ": submitted, job " + clip.record.id);
      return;
    case Stage::there:
      if (!terminal_.is_there) say(name + ": done, " + size_text(clip.size) + " in " + clock_text(clip.took));
      return;
    case Stage::failed:
      return say(terminal_.red(name + ": failed.") + ' ' + first_line(clip.words));
    case Stage::uncertain:
      return say(terminal_.red(name + ": may have been paid.") + ' ' + first_line(clip.words));
    case Stage::left:
      if (!clip.words.empty()) say(terminal_.red(name + ": not fetched yet.") + ' ' + first_line(clip.words));
      return;
    default:
      return;
  }
}

void BatchDisplay::show(const std::deque<Clip>& clips) {
  if (!terminal_.is_there) return;
  std::size_t done = 0;
  std::size_t running = 0;
  std::size_t failed = 0;
  std::uint64_t bytes = 0;
  for (const Clip& clip : clips) {
    done += clip.stage == Stage::there || clip.stage == Stage::was_there;
    running += clip.stage == Stage::submitting || clip.stage == Stage::waiting;
    failed += clip.stage == Stage::failed || clip.stage == Stage::uncertain;
    bytes += clip.bytes;
  }
  const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
  std::string line = clock_text(elapsed) + "  " + terminal_.bold(std::to_string(done)) + " of " +
                     std::to_string(clips.size()) + " done, " + std::to_string(running) + " running, ";
  const std::string failures = std::to_string(failed) + " failed";
  line += (failed > 0 ? terminal_.red(failures) : failures) + ", " + size_text(bytes);
  line_.show(std::move(line));
}

void BatchDisplay::say(const std::string& text) {
  clear();
  std::cerr << text << std::endl;
}
