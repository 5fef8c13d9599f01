#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/batch/display.hpp"
#include "cli/batch/stage_word.hpp"
#include "cli/display/columns.hpp"
#include "cli/display/figures.hpp"

namespace segmind::cli {
namespace {

using Stage = Clip::Stage;

std::string row(const Clip& clip, std::size_t name_width) {
  const bool made_now = clip.stage == Stage::there;
  std::string line = padded(clip.wanted.output, name_width) + "  " + padded(word_of(clip.stage), 11) + "  " +
                     padded(made_now ? size_text(clip.size.value_or(0)) : "-", 8) + "  " +
                     padded(made_now ? clock_text(clip.took) : "-", 6) + "  " +
                     padded(clip.cost ? money_text(*clip.cost) : "-", 7) + "  " +
                     padded(clip.id.empty() ? "-" : clip.id, 32);
  line.resize(line.find_last_not_of(" -") + 1);
  line += '\n';
  const bool explained = clip.stage == Stage::failed || clip.stage == Stage::uncertain || clip.stage == Stage::unsent ||
                         clip.stage == Stage::left || clip.stage == Stage::kept || clip.stage == Stage::lost;
  if (explained && !clip.words.empty()) line += "    " + clip.words + '\n';
  return line;
}

/// What the finished clips cost, and what others may cost.
std::string costs_of(const std::deque<Clip>& clips, const char* currency) {
  double paid = 0;
  double maybe = 0;
  double estimated = 0;  // the part of `paid` that the service did not tell
  std::size_t untold = 0;
  for (const Clip& clip : clips) {
    const bool there = clip.is_in_place() || clip.stage == Stage::kept || clip.stage == Stage::lost;
    const double estimate = clip.wanted.request.estimated_cost().dollars;
    if (there) paid += clip.cost.value_or(estimate);
    if (there && !clip.cost) {
      estimated += estimate;
      ++untold;
    }
    const bool at_stake = clip.stage == Stage::left || clip.stage == Stage::uncertain;
    if (at_stake) maybe += estimate;
  }
  std::string text = std::string("They cost ") + (untold == 0 ? "" : "about ") + money_text(paid) + ' ' + currency;
  if (untold > 0) {
    text += ", of which " + money_text(estimated) + " are estimated: the service did not say what " +
            std::to_string(untold) + " of them cost";
  }
  if (maybe > 0) text += "; those that go on or are uncertain cost up to about " + money_text(maybe) + " more";
  return text + ".\n";
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// Until when all jobs that go on can be fetched: "before 14:05", or "within the hour".
std::string deadline_of(const std::deque<Clip>& clips) {
  std::optional<std::chrono::system_clock::time_point> first;
  for (const Clip& clip : clips) {
    if (clip.stage != Stage::left || !clip.submitted) continue;
    first = std::min(first.value_or(*clip.submitted), *clip.submitted);
  }
  if (!first) return "within the hour";
  const std::time_t time = std::chrono::system_clock::to_time_t(*first + std::chrono::hours(1));
  char text[16];
  std::strftime(text, sizeof text, "%H:%M", std::localtime(&time));
  return std::string("before ") + text;
}

}  // namespace

std::string summary_of(const std::deque<Clip>& clips, const char* currency, bool is_sandbox,
                       std::optional<double> limit) {
  std::size_t width = 6;
  for (const Clip& clip : clips) width = std::max(width, columns(clip.wanted.output));
  std::string text = padded("clip", width) + "  state        size      time    cost     job\n";
  std::map<Stage, std::size_t> count;
  std::size_t in_place = 0;
  std::vector<std::string> too_dear;
  std::vector<std::string> no_room;
  for (const Clip& clip : clips) {
    text += row(clip, width);
    ++count[clip.stage];
    if (clip.is_in_place()) ++in_place;
    if (!clip.has_no_room) continue;
    const bool alone = clip.wanted.request.estimated_cost().dollars > limit.value_or(1e9);
    (alone ? too_dear : no_room).push_back(clip.wanted.output);
  }
  text += '\n' + std::to_string(in_place) + " of " + std::to_string(clips.size()) + " clips are there. " +
          costs_of(clips, currency);
  const auto tell = [&text](std::size_t number, const std::string& advice) {
    if (number > 0) text += std::to_string(number) + advice;
  };
  const auto advise = [&](Stage stage, const std::string& advice) { tell(count[stage], advice); };
  advise(Stage::left, is_sandbox ? " end with the sandbox inside this program: the same command makes them anew.\n"
                                 : " go on at the service: the same command " + deadline_of(clips) +
                                       " fetches them, and they are paid once.\n");
  advise(Stage::elsewhere, " are made by other processes: the same command waits for them.\n");
  tell(count[Stage::unsent] - too_dear.size() - no_room.size(), " were not sent: the same command sends them.\n");
  tell(no_room.size(),
       " had no room under --limit and were not sent: " + listed(no_room) + ". A higher limit sends them.\n");
  tell(too_dear.size(), " cost more than --limit, each by itself, and were not sent: " + listed(too_dear) +
                            ". A higher limit sends them.\n");
  advise(Stage::kept,
         " could not be saved in their places and are kept where the table says: move them, and the same command "
         "counts them as done.\n");
  advise(Stage::failed, " failed and cost nothing: the same command sends them again.\n");
  advise(Stage::lost, " were paid for and are gone: another output makes, and pays for, new clips.\n");
  advise(Stage::uncertain,
         " may have been paid for. The same command looks in the service's records again; look there yourself (segmind "
         "records) before --resubmit-unrecorded sends them again.\n");
  return text;
}

}  // namespace segmind::cli
