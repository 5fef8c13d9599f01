// segmind generate: generates one clip, shows how far it is, and says what it cost or why it failed.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <ratio>
#include <segmind/segmind.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/display/figures.hpp"
#include "cli/display/terminal.hpp"
#include "cli/exit_code.hpp"
#include "cli/files/output_place.hpp"
#include "cli/generate/arguments.hpp"
#include "cli/generate/call_watch.hpp"
#include "cli/generate/help.hpp"
#include "cli/generate/keyed_call.hpp"
#include "cli/generate/local_files.hpp"
#include "cli/generate/report.hpp"
#include "cli/generate/request.hpp"
#include "cli/journal/flags.hpp"
#include "cli/refusal.hpp"
#include "cli/service.hpp"

namespace segmind::cli {
namespace {

/// Prints the advice about the request and its files. False: there was some, and --strict is given.
bool advise(const GenerateArguments& arguments, const segmind::Wan27R2VRequest& request,
            const std::vector<std::string>& about_files, const Service& service, const Terminal& terminal) {
  std::vector<std::string> all_advice = about_files;
  for (const segmind::Advice& advice : service.advice_on(request)) {
    all_advice.push_back('(' + flag_for(advice.field) + "): " + advice.message);
  }
  for (const std::string& advice : all_advice) {
    std::cerr << terminal.bold("Advice") << ' ' << printable(advice) << '\n';
  }
  if (all_advice.empty() || !arguments.strict) return true;
  std::cerr << "Stopped because of --strict. Nothing was generated, and nothing was spent.\n";
  return false;
}

/// What --timeout leaves for the next call: it is one limit for uploads, the request and the wait.
std::optional<std::chrono::milliseconds> time_left(const GenerateArguments& arguments,
                                                   std::chrono::steady_clock::time_point began) {
  if (!arguments.timeout) return std::nullopt;
  using Tenths = std::chrono::duration<std::int64_t, std::deci>;  // a message names the limit: 5 s, and not 4.999 s
  const auto left = *arguments.timeout - (std::chrono::steady_clock::now() - began);
  const std::chrono::milliseconds least{1};  // the call then says that the time is up, and what that leaves behind
  return std::max<std::chrono::milliseconds>(std::chrono::ceil<Tenths>(left), least);
}

/// The clip by the way that the arguments choose: one blocking request, the queue, or a job that is there already.
segmind::Result<segmind::Video> obtain(segmind::Client& client, const GenerateArguments& arguments,
                                       const segmind::Result<segmind::Wan27R2VRequest>& request,
                                       segmind::CallOptions options, std::chrono::steady_clock::time_point began) {
  options.timeout = time_left(arguments, began);
  if (!arguments.key.empty()) return client.try_generate(*request, KeyedCall::options(std::move(options), arguments));
  if (!arguments.resume && !arguments.queue) return client.try_generate(*request, options);
  segmind::Result<segmind::Job> job =
      arguments.resume ? client.try_resume(*arguments.resume) : client.try_submit(*request, options);
  if (!job) return std::move(job).error();
  options.timeout = time_left(arguments, began);
  options.drain = {};  // it is paid for
  return job->try_wait(options);
}

/// Everything that is wrong before anything is sent.
std::vector<std::string> find_problems(std::vector<std::string> problems, const GenerateArguments& arguments,
                                       const segmind::Result<segmind::Wan27R2VRequest>& planned) {
  const auto add = [&problems](std::vector<std::string> more) {
    std::move(more.begin(), more.end(), std::back_inserter(problems));
  };
  add(contradictions_in(arguments));
  add(unusable_files(arguments));
  if (auto problem = problem_with_output("--output", arguments.output); !problem.empty()) add({std::move(problem)});
  if (!arguments.resume && !planned) add(problems_in(planned.error()));
  return problems;
}

/// Puts addresses in the places of local files. Returns the exit code where that fails.
std::optional<int> upload_references(segmind::Client& client, GenerateArguments& arguments, CallWatch& watch,
                                     bool is_sandbox, const Terminal& terminal) {
  segmind::CallOptions options = watch.options_for_uploads();
  options.timeout = arguments.timeout;
  const auto uploaded = upload_local_files(client, arguments, options);
  watch.clear();
  if (!uploaded) {
    if (!uploaded.error().violations.empty()) return refuse(problems_in(uploaded.error()), "generate");
    return report_failure(uploaded.error(), arguments.output, is_sandbox, terminal);
  }
  if (*uploaded > 0) std::cerr << "Uploaded " << *uploaded << (*uploaded == 1 ? " file.\n" : " files.\n");
  return std::nullopt;
}

std::string why_no_sandbox(const GenerateArguments& arguments) {
  if (arguments.resume) return "--resume needs the service that has the job";
  return arguments.key.empty() ? "" : "--key is for a service that does not end with this program";
}

/// A client of the service, with the key's journal. Where there can be none, adds the reasons to `problems`.
segmind::Result<segmind::Client> connect(const Service& service, const GenerateArguments& arguments, KeyedCall& keyed,
                                         const segmind::Result<segmind::Wan27R2VRequest>& planned,
                                         std::vector<std::string>& problems) {
  segmind::ClientOptions options = service.options;
  options.project = arguments.project;
  settle_records(options, arguments.records_settle, arguments.resubmit_unrecorded);
  auto client = service.connect(options, problems);  // first without: a refused command makes no journal
  problems = find_problems(std::move(problems), arguments, planned);
  if (!problems.empty() || !arguments.journal) return client;
  if (std::string problem = keyed.open(arguments, options.base_url, *planned); !problem.empty()) {
    problems.push_back(std::move(problem));
    return client;
  }
  options.journal = keyed.journal();
  // A lost one is looked for by the addresses that were sent; where no file is uploaded, nobody may send these.
  options.keep_requests = has_local_files(arguments) && keyed.may_be_sent();
  return service.connect(options, problems);
}

/// Prints how it ended. Returns the exit code.
int report(const segmind::Result<segmind::Video>& video, const GenerateArguments& arguments, const KeyedCall& keyed,
           std::chrono::milliseconds took, segmind::Client& client, double estimate, const Service& service,
           const Terminal& terminal) {
  if (!video) {
    const int code = report_failure(video.error(), arguments.output, service.is_sandbox(), terminal);
    if (keyed.is_open() && code == exit_failed) {
      std::cerr << "The same command goes on from the journal, and does not pay again.\n";
    }
    return code;
  }
  if (keyed.was_paid_before()) std::cerr << "The journal has this key's clip already: nothing was paid now.\n";
  return report_success(*video, took, client, keyed.was_paid_before() ? 0 : estimate, service.currency, terminal);
}

int generate(GenerateArguments arguments, std::vector<std::string> problems) {
  const Terminal terminal = Terminal::of_standard_error();
  Service service(arguments.base_url, why_no_sandbox(arguments));
  // Before the first upload everything else is known to be right.
  const auto planned = make_request(with_placeholders(arguments), service.is_sandbox());
  KeyedCall keyed;
  CallWatch watch(terminal, service, keyed);  // before the client, whose calls it watches
  auto client = connect(service, arguments, keyed, planned, problems);
  if (!problems.empty()) return refuse(problems, "generate");
  const std::vector<std::string> about_files = advice_on_files(arguments);  // before their addresses take their places
  std::cerr << service.announcement << '\n';
  if (!arguments.resume) {
    std::cerr << "Estimated cost: " << money_text(planned->estimated_cost().dollars) << ' ' << service.currency << '\n';
    if (arguments.strict && !advise(arguments, *planned, about_files, service, terminal)) return exit_refused;
  }

  const auto began = std::chrono::steady_clock::now();
  if (!keyed.may_be_sent()) arguments = with_placeholders(arguments);
  if (const auto failed = upload_references(*client, arguments, watch, service.is_sandbox(), terminal)) return *failed;
  // Only now is it known whether two files hold the same.
  const auto request = make_request(arguments, service.is_sandbox());
  if (!arguments.resume && !advise(arguments, *request, about_files, service, terminal)) return exit_refused;
  const std::string resume_flags = service.given_address ? " --base-url " + *service.given_address : "";
  const auto video = obtain(*client, arguments, request, watch.options_for_clip(arguments.output, resume_flags), began);
  watch.clear();
  // 0: unknown. A resumed job was paid for by another call.
  const double estimate = arguments.resume ? 0 : request->estimated_cost().dollars;
  return report(video, arguments, keyed, watch.took(), *client, estimate, service, terminal);
}

}  // namespace

Command generate_command() {
  const auto arguments = std::make_shared<GenerateArguments>();
  Command command;
  command.name = "generate";
  command.summary = "makes a clip, or fetches one that was submitted";
  command.usage = {"--prompt TEXT [flags]", "--prompt TEXT --key TEXT --journal JOURNAL [flags]",
                   "--resume ID [--output FILE] [--timeout SECONDS] [--base-url ADDRESS]"};
  command.what = "Generates a clip with Segmind's Wan 2.7 Reference-to-Video.";
  command.more = generate_help;
  command.flags = flags_of(*arguments);
  command.run = [arguments](std::vector<std::string> problems) { return generate(*arguments, std::move(problems)); };
  return command;
}

}  // namespace segmind::cli
