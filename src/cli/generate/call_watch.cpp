#include "cli/generate/call_watch.hpp"

#include <iostream>
#include <utility>

#include "cli/interrupts.hpp"

namespace segmind::cli {

segmind::CallOptions CallWatch::options_for_uploads() {
  segmind::CallOptions options;
  options.cancellation = cancellation_.token();
  options.progress_interval = look_for_interrupts;
  options.progress = [this](const segmind::Progress& progress) {
    if (interrupts > 0) cancellation_.cancel();
    line_.show_upload(progress);
  };
  return options;
}

segmind::CallOptions CallWatch::options_for_clip(const std::string& output, const std::string& resume_flags) {
  segmind::CallOptions options;
  options.sink = segmind::Sink::file(output);
  options.cancellation = cancellation_.token();
  options.drain = drain_.token();
  options.progress_interval = look_for_interrupts;
  options.progress = [this](const segmind::Progress& progress) { show(progress); };
  options.on_submitted = [this, resume_flags](std::string_view id) { tell_id(id, resume_flags); };
  return options;
}

void CallWatch::show(const segmind::Progress& progress) {
  if (interrupts > 1) cancellation_.cancel();
  if (const int now = interrupts; now > std::exchange(seen_, now) && now == 1) {
    line_.clear();
    std::cerr << "Interrupted. Nothing more is sent; what is paid for may still come in. A second Ctrl-C ends at once."
              << std::endl;
    drain_.cancel();
  }
  if (keyed_.is_news_that_it_is_elsewhere()) {
    line_.clear();
    std::cerr << "Another process has this key under way, or had within the last half minute. It is waited for."
              << std::endl;
  }
  took_ = progress.elapsed;
  line_.show(progress);
}

void CallWatch::tell_id(std::string_view id, const std::string& resume_flags) {
  line_.clear();
  std::cerr << "Job " << id << " is in the queue";
  if (service_.is_sandbox()) {
    std::cerr << " of the sandbox, which ends with this program." << std::endl;
  } else {
    std::cerr << ". If this program ends, fetch its clip with --resume " << id << resume_flags << std::endl;
  }
}

}  // namespace segmind::cli
