// segmind recover: finds a request in the service's records and fetches its clip.
#include <algorithm>
#include <iostream>
#include <memory>
#include <set>
#include <utility>

#include "cli/commands.hpp"
#include "cli/files/output_place.hpp"
#include "cli/flag_values.hpp"
#include "cli/generate/arguments.hpp"
#include "cli/generate/call_watch.hpp"
#include "cli/generate/local_files.hpp"
#include "cli/generate/report.hpp"
#include "cli/generate/request.hpp"
#include "cli/moments.hpp"
#include "cli/refusal.hpp"
#include "cli/service.hpp"

namespace segmind::cli {
namespace {

struct RecoverArguments {
  GenerateArguments request;
  std::optional<std::string> id;
  std::optional<std::chrono::system_clock::time_point> sent_after;
  std::string records_url;
};

std::vector<std::string> find_problems(const RecoverArguments& arguments,
                                       const segmind::Result<segmind::Wan27R2VRequest>& request) {
  std::vector<std::string> problems;
  const GenerateArguments& sent = arguments.request;
  if (arguments.id && (sent.prompt || arguments.sent_after)) {
    problems.push_back("An id names one request, and takes neither --prompt nor --sent-after");
  } else if (!arguments.id && !sent.prompt) {
    problems.push_back("Give the id of the request, or the flags with which it was sent and --sent-after");
  } else if (!arguments.id && !arguments.sent_after) {
    problems.push_back("Give --sent-after: a time shortly before the request left, such as 2h for two hours ago");
  }
  if (has_local_files(sent)) {
    problems.push_back(
        "The records have the addresses under which files were uploaded: give those (segmind records --json shows "
        "them), or the id of the request");
  }
  if (auto problem = problem_with_output("--output", sent.output); !problem.empty()) problems.push_back(problem);
  if (!arguments.id && sent.prompt && !request && !has_local_files(sent)) {
    for (std::string& problem : problems_in(request.error())) problems.push_back(std::move(problem));
  }
  return problems;
}

segmind::Result<segmind::Video> fetch(segmind::Client& client, const RecoverArguments& arguments,
                                      const segmind::Result<segmind::Wan27R2VRequest>& request,
                                      segmind::CallOptions options) {
  options.timeout = arguments.request.timeout;
  options.drain = {};
  if (!arguments.id) return client.try_recover(*request, *arguments.sent_after, options);
  const auto job = client.try_resume(*arguments.id);
  return job ? job->try_wait(options) : segmind::Result<segmind::Video>(job.error());
}

int recover(const RecoverArguments& arguments, std::vector<std::string> problems) {
  const Terminal terminal = Terminal::of_standard_error();
  const Service service(arguments.request.base_url, "Records are those of an account");
  segmind::ClientOptions how = service.options;
  how.records_url = arguments.records_url;
  KeyedCall none;
  CallWatch watch(terminal, service, none);  // before the client, whose calls it watches
  auto client = service.connect(how, problems);
  const auto request = make_request(arguments.request, false);
  for (std::string& problem : find_problems(arguments, request)) problems.push_back(std::move(problem));
  if (!problems.empty()) return refuse(problems, "recover");
  std::cerr << service.announcement << '\n';
  const auto video = fetch(*client, arguments, request, watch.options_for_clip(arguments.request.output, ""));
  watch.clear();
  if (!video) return report_failure(video.error(), arguments.request.output, false, terminal);
  return report_success(*video, watch.took(), *client, 0, service.currency, terminal);
}

/// Those of generate that say what was sent, and where its clip goes.
std::vector<Flag> flags_of(RecoverArguments& arguments) {
  const std::set<std::string> shared{"--prompt",          "--image",      "--video",    "--voice",
                                     "--negative-prompt", "--resolution", "--duration", "--seed",
                                     "--output",          "--base-url",   "--timeout"};
  std::vector<Flag> flags = flags_of(arguments.request);
  const auto is_other = [&shared](const Flag& flag) { return shared.count(flag.name) == 0; };
  flags.erase(std::remove_if(flags.begin(), flags.end(), is_other), flags.end());
  for (Flag& flag : flags) {
    if (flag.value == "FILE|ADDRESS") flag.value = "ADDRESS";  // each upload of a file has another
  }
  flags.push_back({"--sent-after", "TIME",
                   "a time shortly before the request left, such as 2026-09-30T08:15:00Z, or 30m, 2h or 3d ago",
                   moment_into(arguments.sent_after)});
  flags.push_back({"--records-url", "ADDRESS",
                   "where the records are; needed where --base-url is neither the service's own nor on this machine",
                   text_into(arguments.records_url)});
  return flags;
}

}  // namespace

Command recover_command() {
  const auto arguments = std::make_shared<RecoverArguments>();
  Command command;
  command.name = "recover";
  command.summary = "finds a lost clip in the service's records and fetches it";
  command.usage = {"ID [--output FILE] [flags]", "--prompt TEXT ... --sent-after TIME [--output FILE] [flags]"};
  command.what = "Finds a request in the service's records, by its id or by what was sent, and fetches its clip.";
  command.more =
      R"(Costs nothing. Give every flag with which the request was sent: each is compared with what the records have. A
request that is still under way is waited for. A clip can be fetched for 7 days (documented).

The clip's path goes to the standard output, everything else to the standard error.

Exit code: 0 the clip is in its FILE; 1 and 2 it is not; 3 it is, but its path could not be printed.
)";
  command.word = "ID";
  command.take_word = one_id_into(arguments->id);
  command.flags = flags_of(*arguments);
  command.run = [arguments](std::vector<std::string> problems) { return recover(*arguments, std::move(problems)); };
  return command;
}

}  // namespace segmind::cli
