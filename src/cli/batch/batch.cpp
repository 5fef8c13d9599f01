// segmind batch: generates many clips from a manifest through the queue, shows how far they are, and goes on after an
// interrupt, a crash or a power cut without paying for anything twice.
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <segmind/segmind.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/batch/arguments.hpp"
#include "cli/batch/checks.hpp"
#include "cli/batch/display.hpp"
#include "cli/batch/help.hpp"
#include "cli/batch/manifest/manifest.hpp"
#include "cli/batch/report.hpp"
#include "cli/batch/run.hpp"
#include "cli/batch/state/state.hpp"
#include "cli/batch/uploads.hpp"
#include "cli/commands.hpp"
#include "cli/display/terminal.hpp"
#include "cli/exit_code.hpp"
#include "cli/files/reference_file.hpp"
#include "cli/interrupts.hpp"
#include "cli/refusal.hpp"
#include "cli/service.hpp"

namespace segmind::cli {
namespace {

segmind::ClientOptions client_options(const Service& service, const BatchArguments& arguments) {
  segmind::ClientOptions options = service.options;
  options.requests_per_minute = arguments.requests_per_minute;
  options.spending_limit = arguments.limit;
  if (arguments.expected) {
    options.expected_earliest = *arguments.expected;
    options.expected_latest = *arguments.expected * 3 / 2 + std::chrono::seconds(1);
  }
  return options;
}

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

/// Prints the advice about requests that are still to be sent. False: there is some.
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

std::string price_of(const BatchRun& run) {
  double dollars = 0;
  std::size_t unsent = 0;
  for (const Clip& clip : run.clips()) {
    if (!BatchRun::is_to_be_sent(clip)) continue;
    dollars += clip.wanted.request.estimated_cost().dollars;
    ++unsent;
  }
  char text[80];
  std::snprintf(text, sizeof text, "%zu of %zu clips to be sent, for about %.2f ", unsent, run.clips().size(), dollars);
  return text;
}

void watch(BatchRun& run, BatchDisplay& display, Report& report) {
  bool told = false;
  if (interrupts == 0) run.begin();
  while (!run.done()) {
    if (interrupts > 0) {
      if (!std::exchange(told, true)) {
        display.say(
            "Interrupted. Nothing more is sent; what is paid for may still come in. A second Ctrl-C ends at once: jobs "
            "then go on at the service, and requests that are being sent may be paid for nothing.");
      }
      run.drain();
    }
    if (interrupts > 1) run.give_up();
    run.run_for(look_for_interrupts);
    display.show(run.clips());
    report.keep_up(run.clips());
  }
  display.clear();
}

int batch(BatchArguments arguments, std::vector<std::string> problems) {
  if (arguments.manifest.empty()) problems.push_back("Give a manifest: a file with one request a line");
  if (arguments.state.empty()) arguments.state = arguments.manifest + ".state.jsonl";
  Service service(arguments.base_url);
  auto client = service.connect(client_options(service, arguments), problems);
  Manifest manifest;
  if (!arguments.manifest.empty()) {
    manifest = read_manifest(arguments.manifest, arguments.format.value_or(usual_format_of(arguments.manifest)));
  }
  problems.insert(problems.end(), manifest.problems.begin(), manifest.problems.end());
  // A sandbox inside this program ends with it, and so do its jobs.
  StateFile state(arguments.state, service.is_sandbox() ? "a sandbox" : service.options.base_url,
                  service.is_sandbox() ? StateFile::Jobs::end_with_the_program : StateFile::Jobs::stay);
  if (state.problem().empty()) {
    find_problems(manifest, arguments, state, problems);
    if (!service.is_sandbox()) find_clips_on_their_way(manifest, state, problems);
  } else {
    problems.push_back(state.problem());
  }
  find_problems_with_report(manifest, arguments, problems);
  if (problems.empty() && !state.begin()) problems.push_back(state.problem());
  if (!problems.empty()) return refuse(problems, "batch");

  BatchDisplay display(Terminal::of_standard_error(), service.currency);
  BatchRun run(
      *client, state, arguments.in_flight, [&display](const Clip& clip) { display.step(clip); },
      [&display](const std::string& words) { display.say(words); });
  for (Wanted& wanted : manifest.clips) run.add(std::move(wanted), arguments.resubmit_uncertain);
  Report report(arguments.report);
  if (const std::string problem = report.write(run.clips()); !problem.empty()) {
    return refuse({"--report \"" + arguments.report + "\": " + problem}, "batch");
  }
  display.say(service.announcement + '\n' + price_of(run) + service.currency + '.');
  for (const std::string& oddity : oddities(run, state)) display.say(oddity);
  if (!advise(run, service, display) && arguments.strict) {
    display.say("Stopped because of --strict. Nothing was sent, and nothing was spent.");
    return exit_refused;
  }
  if (const auto uploaded = upload_files(*client, run, display); !uploaded) {
    display.say("The files cannot be uploaded. " + uploaded.error().describe() + "\nNo clip was asked for.");
    return exit_refused;
  }
  watch(run, display, report);

  const std::string summary = summary_of(run.clips(), service.currency, service.is_sandbox(), arguments.limit);
  bool told = static_cast<bool>(std::cout << summary << std::flush);
  if (!told) std::cerr << "The table could not be printed to the standard output:\n" << summary;
  if (const std::string problem = report.write(run.clips()); !problem.empty()) {
    told = false;
    display.say("The report " + arguments.report + ' ' + problem + ". The same command writes it anew.");
  }
  if (!state.catch_up()) display.say("The state file could not be written to its end: keep this output.");
  bool all_there = true;
  for (const Clip& clip : run.clips()) {
    all_there = all_there && (clip.stage == Clip::Stage::there || clip.stage == Clip::Stage::was_there);
  }
  if (!all_there) return exit_failed;
  return told ? exit_done : exit_untold;
}

}  // namespace

Command batch_command() {
  const auto arguments = std::make_shared<BatchArguments>();
  Command command;
  command.name = "batch";
  command.summary = "makes the clips of a manifest, and goes on after a crash";
  command.usage = {"MANIFEST [flags]"};
  command.what = "Generates many clips with Segmind's Wan 2.7 Reference-to-Video, through its queue.";
  command.more = batch_help;
  command.word = "FILE";
  command.take_word = [arguments](const std::string& word) {
    if (!arguments->manifest.empty()) return "is a second manifest; one at a time";
    arguments->manifest = word;
    return "";
  };
  command.flags = flags_of(*arguments);
  command.run = [arguments](std::vector<std::string> problems) { return batch(*arguments, std::move(problems)); };
  return command;
}

}  // namespace segmind::cli
