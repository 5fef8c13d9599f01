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

/// Shows on the standard error how far a call is: one line that is rewritten on a terminal, elsewhere one line for each
/// phase and one for each minute of it.
class ProgressLine {
 public:
  ProgressLine(Terminal terminal, UsualTime usual) : terminal_(terminal), usual_(usual) {}

  void show(const segmind::Progress& progress);
  void show_upload(const segmind::Progress& progress);

  /// Takes the line away, so that something else can be printed.
  void clear() { line_.clear(); }

 private:
  void show(const segmind::Progress& progress, const std::string& line);
  std::string line(const segmind::Progress& progress) const;
  std::string upload_line(const segmind::Progress& progress) const;

  Terminal terminal_;
  UsualTime usual_;
  std::optional<segmind::Phase> phase_;
  std::chrono::milliseconds told_{0};  ///< When the last line was printed that stays.
  RewrittenLine line_;
};

}  // namespace segmind::cli
