#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <vector>

#include "cli/batch/arguments.hpp"
#include "cli/batch/manifest/manifest.hpp"
#include "cli/batch/run.hpp"

namespace segmind::cli {

/// What keeps the report from being written where --report says: another file of this batch, or one that is no report.
void find_problems_with_report(const Manifest& manifest, const BatchArguments& arguments,
                               std::vector<std::string>& problems);

/// The file of --report: a row for each line of the manifest, whatever became of it. It is whole at any time.
class Report {
 public:
  /// An empty path: there is none.
  explicit Report(std::string path) : path_(std::move(path)) {}

  /// Why it cannot be written; empty when it is.
  std::string write(const std::deque<Clip>& clips);

  /// Writes it when some time has passed, and something has changed.
  void keep_up(const std::deque<Clip>& clips);

 private:
  std::string path_;
  std::string written_;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace segmind::cli
