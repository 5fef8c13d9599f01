#include "progress_line.hpp"

#include <cstdio>
#include <iostream>

namespace {

std::string words_for(segmind::Phase phase) {
  switch (phase) {
    case segmind::Phase::waiting:
      return "Waiting before the next try";
    case segmind::Phase::queued:
      return "The request is in the service's queue";
    case segmind::Phase::connecting:
      return "Connecting";
    case segmind::Phase::sending:
      return "Sending the request";
    case segmind::Phase::generating:
      return "The clip is being made";
    case segmind::Phase::receiving:
      return "The answer is arriving";
    case segmind::Phase::downloading:
      return "The clip is arriving";
  }
  return "Working";
}

std::string arrived(const segmind::Progress& progress) {
  const std::string bytes = progress.bytes == 0 ? "" : size_text(progress.bytes);
  if (!progress.total || *progress.total == 0) return bytes;
  return bytes.empty() ? size_text(*progress.total) : bytes + " of " + size_text(*progress.total);
}

}  // namespace

std::string clock_text(std::chrono::milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  char text[32];
  std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(seconds / 60),
                static_cast<long long>(seconds % 60));
  return text;
}

std::string size_text(std::uint64_t bytes) {
  char text[32];
  if (bytes < 1'000'000) {
    std::snprintf(text, sizeof text, "%llu kB", static_cast<unsigned long long>((bytes + 999) / 1000));
  } else {
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  }
  return text;
}

void ProgressLine::show(const segmind::Progress& progress) {
  const bool new_phase = phase_ != progress.phase;
  phase_ = progress.phase;
  if (!terminal_.is_there) {
    if (new_phase) std::cerr << line(progress) << std::endl;
    return;
  }
  line_.show(line(progress));
}

std::string ProgressLine::line(const segmind::Progress& progress) const {
  std::string text = clock_text(progress.elapsed) + "  " + terminal_.bold(words_for(progress.phase));
  switch (progress.phase) {
    case segmind::Phase::waiting:
      if (progress.wait.count() > 0)
        text += " (for " + clock_text(progress.wait + std::chrono::milliseconds{999}) + ')';
      break;
    case segmind::Phase::generating:
      text += progress.elapsed <= usual_.to
                  ? " (usually " + clock_text(usual_.from) + " to " + clock_text(usual_.to) + ')'
                  : " (longer than the usual " + clock_text(usual_.to) + ')';
      break;
    case segmind::Phase::receiving:
    case segmind::Phase::downloading:
      if (const std::string bytes = arrived(progress); !bytes.empty()) text += ": " + bytes;
      break;
    default:
      break;
  }
  return text;
}
