#pragma once

#include <chrono>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>

#include "cli/display/rewritten_line.hpp"
#include "cli/display/terminal.hpp"

namespace segmind::cli {

/// How long a generation usually takes.
struct UsualTime {
  std::chrono::seconds from;
  std::chrono::seconds to;
};

/// Shows on the standard error how far a call is. A terminal has one line, which is rewritten; other outputs get a line
/// for each phase and each minute.
class ProgressLine {
 public:
  ProgressLine(Terminal terminal, UsualTime usual) : terminal_(terminal), usual_(usual) {}

  void show(const segmind::Progress& progress);
  void show_upload(const segmind::Progress& progress);

  /// Removes the line, so that something else can be printed.
  void clear() { line_.clear(); }

 private:
  void show(const segmind::Progress& progress, const std::string& line);
  std::string line(const segmind::Progress& progress) const;
  std::string upload_line(const segmind::Progress& progress) const;

  Terminal terminal_;
  UsualTime usual_;
  std::optional<segmind::Phase> phase_;
  std::chrono::milliseconds told_{0};  ///< When the last permanent line was printed.
  RewrittenLine line_;
};

}  // namespace segmind::cli
