#pragma once

#include <chrono>
#include <deque>
#include <string>

#include "cli/batch/run.hpp"
#include "cli/display/rewritten_line.hpp"
#include "cli/display/terminal.hpp"

namespace segmind::cli {

/// Shows on the standard error how far a batch is. A terminal has one line about all clips, which is rewritten; other
/// outputs get a line for each step of each clip.
class BatchDisplay {
 public:
  BatchDisplay(Terminal terminal, const char* currency) : terminal_(terminal), currency_(currency) {}

  void step(const Clip& clip);
  void show(const std::deque<Clip>& clips);

  /// Prints a line that stays.
  void say(const std::string& text);
  void clear() { line_.clear(); }

 private:
  Terminal terminal_;
  const char* currency_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  RewrittenLine line_;
};

/// The table of all clips, what they cost, and what to do next. `limit`: --limit, in dollars.
std::string summary_of(const std::deque<Clip>& clips, const char* currency, bool is_sandbox,
                       std::optional<double> limit);

}  // namespace segmind::cli
