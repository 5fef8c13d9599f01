#pragma once

#include <chrono>
#include <segmind/segmind.hpp>
#include <string>
#include <string_view>

#include "cli/display/progress_line.hpp"
#include "cli/generate/keyed_call.hpp"
#include "cli/service.hpp"

namespace segmind::cli {

/// Shows how far the calls of `segmind generate` are, and ends them at interrupts. Outlives them.
class CallWatch {
 public:
  CallWatch(Terminal terminal, const Service& service, KeyedCall& keyed)
      : service_(service), keyed_(keyed), line_(terminal, service.usual) {}

  /// The first interrupt ends the uploads: nothing is paid for yet.
  segmind::CallOptions options_for_uploads();

  /// The first interrupt lets a paid clip come in, the second one ends the call. `resume_flags`: what a command that
  /// fetches the job needs to reach this service.
  segmind::CallOptions options_for_clip(const std::string& output, const std::string& resume_flags);

  /// Removes the line, so that something else can be printed.
  void clear() { line_.clear(); }

  /// How long the last shown call took.
  std::chrono::milliseconds took() const noexcept { return took_; }

 private:
  void show(const segmind::Progress& progress);
  void tell_id(std::string_view id, const std::string& resume_flags);

  const Service& service_;
  KeyedCall& keyed_;
  ProgressLine line_;
  segmind::CancellationSource cancellation_;
  segmind::CancellationSource drain_;
  int seen_ = 0;  // interrupts
  std::chrono::milliseconds took_{0};
};

}  // namespace segmind::cli
