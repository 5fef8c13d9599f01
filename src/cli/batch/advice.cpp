#include "cli/batch/advice.hpp"

#include <map>
#include <string>
#include <vector>

#include "cli/files/reference_file.hpp"

namespace segmind::cli {
namespace {

/// Advice on lines with equal requests and seeds: each is the same clip, and each is paid for.
std::vector<std::string> advice_on_equals(const BatchRun& run) {
  std::map<std::string, std::string> first;   // output, by fingerprint
  std::map<std::string, std::string> others;  // outputs, by that of the first
  for (const Clip& clip : run.clips()) {
    if (clip.wanted.request.is_seed_random()) continue;
    const auto [same, is_new] = first.emplace(clip.wanted.fingerprint, clip.wanted.output);
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
  std::vector<std::string> all_advice = advice_on_equals(run);
  for (const Clip& clip : run.clips()) {
    if (!BatchRun::is_to_be_sent(clip)) continue;
    const auto add = [&](const std::string& advice) {
      all_advice.push_back("Advice (" + clip.wanted.output + "): " + advice);
    };
    for (const LocalReference& file : clip.wanted.files) {
      const std::string advice = advice_on_size(file.path, file.used_as);
      if (!advice.empty()) add(file.named + ": " + advice);
    }
    for (const segmind::Advice& advice : service.advice_on(clip.wanted.request)) add(advice.message);
  }
  for (const std::string& advice : all_advice) display.say(printable(advice));
  return all_advice.empty();
}

}  // namespace segmind::cli
