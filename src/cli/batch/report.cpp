#include "cli/batch/report.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include "cli/batch/stage_word.hpp"
#include "cli/csv/csv_text.hpp"
#include "cli/display/figures.hpp"
#include "cli/files/output_place.hpp"
#include "cli/files/replace_file.hpp"

namespace segmind::cli {
namespace {

constexpr std::chrono::seconds pause_between_reports{1};

const std::string& header() {
  static const std::string row = csv_row({"line", "output", "state", "cost", "estimate", "seed", "id", "submitted",
                                          "seconds", "bytes", "kept_at", "reason"});
  return row;
}

/// As the service told it, else as it was asked for; empty where only the service knows it.
std::string seed_of(const Clip& clip) {
  const std::optional<std::int64_t> seed = clip.seed ? clip.seed : clip.wanted.request.seed();
  return seed ? std::to_string(*seed) : "";
}

std::string row_of(const Clip& clip) {
  char seconds[32] = "";
  if (clip.took.count() > 0)
    std::snprintf(seconds, sizeof seconds, "%.1f", static_cast<double>(clip.took.count()) / 1e3);
  return csv_row({std::to_string(clip.wanted.number), without_formula(clip.wanted.output), word_of(clip.stage),
                  clip.cost ? number_text(*clip.cost) : "", number_text(clip.wanted.request.estimated_cost().dollars),
                  seed_of(clip), without_formula(clip.id), clip.submitted ? utc_text(*clip.submitted) : "", seconds,
                  clip.size ? std::to_string(*clip.size) : "", without_formula(clip.kept_at),
                  without_formula(clip.words)});
}

/// Whether what is there was written by an earlier run: only such a file may be replaced.
bool may_be_replaced(const std::string& path) {
  std::ifstream in(std::filesystem::u8path(path), std::ios::binary);
  std::string begin(header().size(), '\0');
  in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return in.gcount() == 0 || begin == header();
}

bool is_journal(const BatchArguments& arguments, const std::string& place) {
  return arguments.journal && arguments.journal->is_file() && place == place_of(arguments.journal->where);
}

}  // namespace

void find_problems_with_report(const Manifest& manifest, const BatchArguments& arguments,
                               std::vector<std::string>& problems) {
  if (arguments.report.empty()) return;
  const std::string place = place_of(arguments.report);
  const auto is_output = [&place](const Wanted& wanted) { return wanted.place == place; };
  if (const std::string problem = problem_with_output("--report", arguments.report); !problem.empty()) {
    problems.push_back(problem);
  } else if (is_journal(arguments, place) || std::any_of(manifest.clips.begin(), manifest.clips.end(), is_output)) {
    problems.push_back("--report \"" + arguments.report + "\": is another file of this batch; name another");
  } else if (!may_be_replaced(arguments.report)) {
    problems.push_back("--report \"" + arguments.report +
                       "\": is there already, and is no report of this program; move it away, or name another");
  }
}

std::string Report::write(const std::deque<Clip>& clips) {
  if (path_.empty()) return "";
  next_ = std::chrono::steady_clock::now() + pause_between_reports;
  std::string text = header();
  for (const Clip& clip : clips) text += row_of(clip);
  if (text == written_) return "";
  std::string problem = replace_file(path_, text);
  if (problem.empty()) written_ = std::move(text);
  return problem;
}

void Report::keep_up(const std::deque<Clip>& clips) {
  if (std::chrono::steady_clock::now() >= next_) (void)write(clips);  // at the end it is said when that fails
}

}  // namespace segmind::cli
