#pragma once

#include <chrono>
#include <segmind/segmind.hpp>
#include <string>
#include <string_view>

#include "cli/display/progress_line.hpp"
#include "cli/service.hpp"

namespace segmind::cli {

/// Shows how far the calls of `segmind generate` are, and ends them at interrupts. Outlives them.
class CallWatch {
 public:
  CallWatch(Terminal terminal, const Service& service) : service_(service), line_(terminal, service.usual) {}

  /// The first interrupt ends the uploads: nothing is paid for yet.
  segmind::CallOptions options_for_uploads();

  /// The first interrupt lets come in what is paid for, the second one ends the call. `resume_flags`: how this service
  /// is reached again to fetch a job.
  segmind::CallOptions options_for_clip(const std::string& output, const std::string& resume_flags);

  /// Takes the line away, so that something else can be printed.
  void clear() { line_.clear(); }

  /// Of the call that was shown last.
  std::chrono::milliseconds took() const noexcept { return took_; }

 private:
  void show(const segmind::Progress& progress);
  void tell_id(std::string_view id, const std::string& resume_flags);

  const Service& service_;
  ProgressLine line_;
  segmind::CancellationSource cancellation_;
  segmind::CancellationSource drain_;
  int seen_ = 0;  // interrupts
  std::chrono::milliseconds took_{0};
};

}  // namespace segmind::cli
