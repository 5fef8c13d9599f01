// segmind batch: generates many clips from a manifest through the queue, shows how far they are, and goes on after an
// interrupt, a crash or a power cut without paying for anything twice. Many processes may share a manifest.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <segmind/segmind.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/batch/advice.hpp"
#include "cli/batch/arguments.hpp"
#include "cli/batch/checks.hpp"
#include "cli/batch/display.hpp"
#include "cli/batch/help.hpp"
#include "cli/batch/manifest/manifest.hpp"
#include "cli/batch/prepare.hpp"
#include "cli/batch/report.hpp"
#include "cli/batch/run.hpp"
#include "cli/batch/uploads.hpp"
#include "cli/commands.hpp"
#include "cli/display/terminal.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupts.hpp"
#include "cli/journal/flags.hpp"
#include "cli/journal/keyed_journal.hpp"
#include "cli/refusal.hpp"
#include "cli/service.hpp"
#include "cli/words.hpp"

namespace segmind::cli {
namespace {

constexpr std::chrono::seconds longest_wait_for_journal{10};

segmind::ClientOptions client_options(const Service& service, const BatchArguments& arguments) {
  segmind::ClientOptions options = service.options;
  options.requests_per_minute = arguments.requests_per_minute;
  options.spending_limit = arguments.limit;
  options.project = arguments.project;
  settle_records(options, arguments.records_settle, arguments.resubmit_unrecorded);
  if (arguments.expected) {
    options.expected_earliest = *arguments.expected;
    options.expected_latest = *arguments.expected * 3 / 2 + std::chrono::seconds(1);
  }
  return options;
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

/// Prints what became of everything. Returns the exit code.
int tell(const BatchRun& run, const BatchArguments& arguments, const Service& service, KeyedJournal& journal,
         Report& report, BatchDisplay& display) {
  const std::string summary = summary_of(run.clips(), service.currency, service.is_sandbox(), arguments.limit);
  bool told = static_cast<bool>(std::cout << summary << std::flush);
  if (!told) std::cerr << "The table could not be printed to the standard output:\n" << summary;
  if (const std::string problem = report.write(run.clips()); !problem.empty()) {
    told = false;
    display.say("The report " + arguments.report + ' ' + problem + ". The same command writes it anew.");
  }
  if (!journal.is_written_within(longest_wait_for_journal)) {
    display.say("The journal could not be written to its end. The same command mends it.");
  }
  for (const Clip& clip : run.clips()) {
    if (!clip.is_in_place()) return exit_failed;
  }
  return told ? exit_done : exit_untold;
}

int batch(BatchArguments arguments, std::vector<std::string> problems) {
  settle(arguments, problems);
  Service service(arguments.base_url);
  if (service.is_sandbox()) {
    arguments.project += " in a sandbox";  // of its own in each run
    if (arguments.journal && !arguments.journal->is_file()) {
      problems.push_back("Set SEGMIND_API_KEY: without it this machine makes drawings, beside others that make clips");
    }
  }
  segmind::ClientOptions options = client_options(service, arguments);
  auto client = service.connect(options, problems);
  Manifest manifest;
  Opened opened;
  if (!arguments.manifest.empty()) {
    manifest = read_manifest(arguments.manifest, arguments.format.value_or(usual_format_of(arguments.manifest)));
    problems.insert(problems.end(), manifest.problems.begin(), manifest.problems.end());
    find_problems_with_report(manifest, arguments, problems);
    opened = prepare(manifest, arguments, service, problems);
  }
  if (!problems.empty()) return refuse(problems, "batch");
  options.journal = opened.journal;
  // A lost one is looked for by what was sent: the next upload of its files has other addresses.
  options.keep_requests = std::any_of(manifest.clips.begin(), manifest.clips.end(),
                                      [](const Wanted& wanted) { return !wanted.files.empty(); });
  client = service.connect(options, problems);

  BatchDisplay display(Terminal::of_standard_error(), service.currency);
  BatchRun run(
      *client, *opened.journal, {arguments.in_flight, arguments.resubmit_unrecorded, arguments.recover_since},
      [&display](const Clip& clip) { display.step(clip); },
      [&display](const std::string& words) { display.say(words); });
  for (Wanted& wanted : manifest.clips) {
    const segmind::JournalEntry* entry = opened.known.find(wanted.key);
    run.add(std::move(wanted), entry);
  }
  Report report(arguments.report);
  if (const std::string problem = report.write(run.clips()); !problem.empty()) {
    return refuse({"--report \"" + arguments.report + "\": " + problem}, "batch");
  }
  display.say(service.announcement + '\n' + price_of(run) + service.currency + '.');
  for (const std::string& oddity : oddities(run, opened.known)) display.say(oddity);
  if (!advise(run, service, display) && arguments.strict) {
    display.say("Stopped because of --strict. Nothing was sent, and nothing was spent.");
    return exit_refused;
  }
  if (const auto uploaded = upload_files(*client, run, display); !uploaded) {
    display.say("The files cannot be uploaded. " + for_the_program(uploaded.error().describe()) +
                "\nNo clip was asked for.");
    return exit_refused;
  }
  watch(run, display, report);
  return tell(run, arguments, service, *opened.journal, report, display);
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
