#include "cli/batch/advice.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/files/reference_file.hpp"

namespace segmind::cli {
namespace {

/// Advice, each once, with the outputs that it is for.
class Grouped {
 public:
  void add(const std::string& output, const std::string& advice) {
    const auto [place, is_new] = places_.emplace(advice, groups_.size());
    if (is_new) groups_.push_back({advice, {}});
    groups_[place->second].second.push_back(output);
  }

  std::vector<std::string> sentences() const {
    constexpr std::size_t most_named = 4;
    std::vector<std::string> all;
    for (const auto& [advice, outputs] : groups_) {
      std::string names;
      for (std::size_t i = 0; i < std::min(outputs.size(), most_named); ++i) names += (i > 0 ? ", " : "") + outputs[i];
      if (outputs.size() > most_named) names += " and " + std::to_string(outputs.size() - most_named) + " more";
      all.push_back("Advice (" + names + "): " + advice);
    }
    return all;
  }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<std::pair<std::string, std::vector<std::string>>> groups_;  // in the order in which they came
};

/// The request with the service's defaults (documented) in place of what its line leaves out.
std::string with_defaults(const Wan27R2VRequest& request) {
  Wan27R2VRequest::Builder all(request.prompt());
  all.negative_prompt(request.negative_prompt().value_or("blurry, low quality, distorted, watermark"));
  for (const std::string& address : request.reference_images()) all.reference_image(address);
  for (const std::string& address : request.reference_videos()) all.reference_video(address);
  if (request.reference_voice()) all.reference_voice(*request.reference_voice());
  all.resolution(request.resolution().value_or(Resolution::p720));
  all.duration(request.duration().value_or(std::chrono::seconds{5}));
  all.seed(request.seed().value_or(42));
  return all.build().to_json();
}

/// Advice on lines with equal requests and seeds: each is the same clip, and each is paid for.
std::vector<std::string> advice_on_equals(const BatchRun& run) {
  std::map<std::string, std::string> first;   // output, by request
  std::map<std::string, std::string> others;  // outputs, by that of the first
  for (const Clip& clip : run.clips()) {
    if (clip.wanted.request.is_seed_random()) continue;
    const auto [same, is_new] = first.emplace(with_defaults(clip.wanted.request), clip.wanted.output);
    if (is_new || !BatchRun::is_to_be_sent(clip)) continue;
    std::string& list = others[same->second];
    list += (list.empty() ? "" : ", ") + clip.wanted.output;
  }
  std::vector<std::string> all_advice;
  for (const auto& [output, list] : others) {
    all_advice.push_back("Advice (" + list + "): The request and its seed are those of " + output +
                         ": the same clip would be paid for again. Give each line its own seed, or null for a random "
                         "one.");
  }
  return all_advice;
}

}  // namespace

bool advise(const BatchRun& run, const Service& service, BatchDisplay& display) {
  Grouped grouped;
  for (const Clip& clip : run.clips()) {
    if (!BatchRun::is_to_be_sent(clip)) continue;
    for (const LocalReference& file : clip.wanted.files) {
      const std::string advice = advice_on_size(file.path, file.used_as);
      if (!advice.empty()) grouped.add(clip.wanted.output, file.named + ": " + advice);
    }
    for (const segmind::Advice& advice : service.advice_on(clip.wanted.request)) {
      grouped.add(clip.wanted.output, advice.message);
    }
  }
  std::vector<std::string> all_advice = advice_on_equals(run);
  for (std::string& advice : grouped.sentences()) all_advice.push_back(std::move(advice));
  for (const std::string& advice : all_advice) display.say(printable(advice));
  return all_advice.empty();
}

}  // namespace segmind::cli
