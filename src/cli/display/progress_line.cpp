#include "cli/display/progress_line.hpp"

#include <iostream>

#include "cli/display/figures.hpp"

namespace segmind::cli {
namespace {

std::string words_for(segmind::Phase phase) {
  switch (phase) {
    case segmind::Phase::waiting: return "Waiting before the next try";
    case segmind::Phase::queued: return "The request is in the service's queue";
    case segmind::Phase::connecting: return "Connecting";
    case segmind::Phase::sending: return "Sending the request";
    case segmind::Phase::generating: return "The clip is being made";
    case segmind::Phase::receiving: return "The answer is arriving";
    case segmind::Phase::downloading: return "The clip is arriving";
    case segmind::Phase::recovering: return "The answer was lost; the account's records are asked";
  }
  return "Working";
}

std::string bytes_of(const segmind::Progress& progress) {
  if (progress.bytes == 0 && progress.total.value_or(0) == 0) return "";
  const std::string bytes = progress.bytes == 0 ? "" : size_text(progress.bytes);
  if (progress.total.value_or(0) == 0) return ": " + bytes;
  return ": " + (bytes.empty() ? "" : bytes + " of ") + size_text(*progress.total);
}

// The service's word, unless the phase says the same.
std::string word_of(const segmind::Progress& progress) {
  const std::string& word = progress.service_state;
  return word.empty() || word == "QUEUED" || word == "PROCESSING" ? "" : "; the service says " + word;
}

std::string wait_of(const segmind::Progress& progress) {
  if (progress.wait.count() <= 0) return "";
  return " (for " + clock_text(progress.wait + std::chrono::milliseconds{999}) + ')';
}

}  // namespace

void ProgressLine::show(const segmind::Progress& progress) { show(progress, line(progress)); }

void ProgressLine::show_upload(const segmind::Progress& progress) { show(progress, upload_line(progress)); }

void ProgressLine::show(const segmind::Progress& progress, const std::string& line) {
  if (terminal_.is_there) return line_.show(line);
  // Build servers end programs whose log is silent for long.
  const bool news = phase_ != progress.phase || progress.elapsed - told_ >= std::chrono::minutes(1);
  if (!news) return;
  phase_ = progress.phase;
  told_ = progress.elapsed;
  std::cerr << line << std::endl;
}

std::string ProgressLine::line(const segmind::Progress& progress) const {
  std::string text = clock_text(progress.elapsed) + "  " + terminal_.bold(words_for(progress.phase));
  switch (progress.phase) {
    case segmind::Phase::waiting: return text + wait_of(progress);
    case segmind::Phase::queued: return text + word_of(progress);
    case segmind::Phase::generating:
      return text + word_of(progress) +
             (progress.elapsed <= usual_.to
                  ? " (usually " + clock_text(usual_.from) + " to " + clock_text(usual_.to) + ')'
                  : " (longer than the usual " + clock_text(usual_.to) + ')');
    case segmind::Phase::receiving:
    case segmind::Phase::downloading: return text + bytes_of(progress);
    default: return text;
  }
}

std::string ProgressLine::upload_line(const segmind::Progress& progress) const {
  const std::string text = clock_text(progress.elapsed) + "  ";
  switch (progress.phase) {
    case segmind::Phase::sending: return text + terminal_.bold("The files are being uploaded") + bytes_of(progress);
    case segmind::Phase::receiving: return text + terminal_.bold("The files are sent, and their addresses awaited");
    default: return line(progress);
  }
}

}  // namespace segmind::cli
