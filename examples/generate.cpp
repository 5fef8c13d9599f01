// Generates one clip from the command line, shows how far it is, and says what it cost or why it failed.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "interrupts.hpp"
#include "local_files.hpp"
#include "output_place.hpp"
#include "progress_line.hpp"
#include "rescue.hpp"
#include "service.hpp"
#include "standard_streams.hpp"
#include "terminal.hpp"

namespace {

constexpr int exit_done = 0;
constexpr int exit_failed = 1;   // it may have been paid
constexpr int exit_refused = 2;  // certainly nothing was
constexpr int exit_untold = 3;   // no failure: who makes the clip again after one would pay again

segmind::Result<segmind::Wan27R2VRequest> make_request(const Arguments& arguments, bool is_sandbox) {
  // Nothing is made up where a generation costs money.
  const char* sample = is_sandbox ? "A paper boat sails across a rain puddle at dusk" : "";
  segmind::Wan27R2VRequest::Builder builder(arguments.prompt.value_or(sample));
  for (const std::string& address : arguments.images) builder.reference_image(address);
  for (const std::string& address : arguments.videos) builder.reference_video(address);
  if (arguments.voice) builder.reference_voice(*arguments.voice);
  if (arguments.negative_prompt) builder.negative_prompt(*arguments.negative_prompt);
  if (arguments.resolution) builder.resolution(*arguments.resolution);
  if (arguments.duration) builder.duration(*arguments.duration);
  if (arguments.seed) builder.seed(*arguments.seed);
  if (arguments.random_seed) builder.random_seed();
  return builder.try_build();
}

/// What the user knows a field of the library by.
std::string flag_for(const std::string& field) {
  if (field == "api_key") return "SEGMIND_API_KEY";
  if (field.rfind("reference_images", 0) == 0) return "--image";
  if (field.rfind("reference_videos", 0) == 0) return "--video";
  if (field == "reference_voice") return "--voice";
  if (field == "negative_prompt") return "--negative-prompt";
  if (field == "references") return "--image, --video";
  if (field == "base_url") return "--base-url";
  if (field == "id") return "--resume";
  return "--" + field;
}

template <typename T>
void add_problems(std::vector<std::string>& problems, const segmind::Result<T>& result) {
  if (result) return;
  for (const segmind::Violation& violation : result.error().violations) {
    const std::string value = violation.value.empty() ? "" : " \"" + violation.value + '"';
    problems.push_back(flag_for(violation.field) + value + ": " + violation.message);
  }
  if (result.error().violations.empty()) problems.push_back(result.error().describe());
}

int refuse(const std::vector<std::string>& problems) {
  for (const std::string& problem : problems) std::cerr << printable(problem) << '\n';
  std::cerr << "Nothing was sent. See --help.\n";
  return exit_refused;
}

/// Saves what is paid for and could not go to `output`. Where no place has room it waits for some, for a while.
std::string rescue(const segmind::Media& media, const std::string& output, const Terminal& terminal) {
  std::string place = save_elsewhere(media, output);
  if (!place.empty()) return place;
  const std::chrono::minutes limit{terminal.is_there ? 10 : 1};
  std::cerr << "No place has room for it, neither the folder of " << printable(output)
            << " nor the one for temporary files. Make room for " << size_text(media.size())
            << ": it is tried again for " << clock_text(limit) << " minutes. Ctrl-C gives the clip up." << std::endl;
  const auto until = std::chrono::steady_clock::now() + limit;
  const int before = interrupts;
  while (place.empty() && interrupts == before && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    place = save_elsewhere(media, output);
  }
  return place;
}

/// The charge alone decides the exit code: a script may try again after exit_refused and pays once.
int report_failure(segmind::Error error, const std::string& output, bool is_sandbox, const Terminal& terminal) {
  const auto rescued = std::exchange(error.rescued, nullptr);  // what the story says of it is for programs
  std::cerr << terminal.red("No clip.") << '\n' << error.describe() << '\n';
  if (is_sandbox && error.charge != segmind::Charge::none) std::cerr << "In the sandbox that is play money.\n";
  if (rescued) {
    const char* what = error.kind == segmind::ErrorKind::bad_response ? "What came instead of the clip" : "The clip";
    const std::string place = rescue(*rescued, output, terminal);
    std::cerr << what << (place.empty() ? " could not be saved anywhere." : " is in " + printable(place)) << '\n';
  }
  return error.charge == segmind::Charge::none ? exit_refused : exit_failed;
}

std::string money_text(double amount, const char* currency) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3f ", amount);
  return std::string(text) + currency;
}

/// Prints where the clip is, to the standard error where the standard output takes nothing.
int print_path(const segmind::Video& video) {
  const std::string path = std::filesystem::absolute(video.path()).lexically_normal().string();
  if (std::cout << path << std::endl) return exit_done;
  std::cerr << "Its path could not be printed to the standard output: " << path << '\n';
  return exit_untold;
}

int report_success(const segmind::Video& video, std::chrono::milliseconds took, segmind::Client& client,
                   double estimate, const char* currency, const Terminal& terminal) {
  const segmind::Receipt& receipt = video.receipt();
  std::cerr << terminal.green("The clip is complete") << ": " << size_text(video.size()) << " in " << clock_text(took)
            << '\n';
  if (receipt.cost) {
    std::cerr << "Cost: " << money_text(*receipt.cost, currency) << '\n';
  } else if (estimate > 0) {
    std::cerr << "Cost: about " << money_text(estimate, currency) << " (estimated: the service did not say)\n";
  }
  if (receipt.remaining_credits) {
    std::cerr << "Left: " << money_text(*receipt.remaining_credits, currency) << '\n';
  } else if (const auto credits = client.try_credits()) {
    std::cerr << "Left: " << money_text(credits->credits, currency) << '\n';
  }
  if (receipt.seed) std::cerr << "Seed: " << *receipt.seed << " (the same seed gives the same clip)\n";
  if (receipt.request_id) std::cerr << "Request id: " << *receipt.request_id << '\n';
  return print_path(video);
}

/// Says what about the request and its files may be regretted. False: --strict, and there was something.
bool advise(const Arguments& arguments, const segmind::Wan27R2VRequest& request,
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
std::optional<std::chrono::milliseconds> time_left(const Arguments& arguments,
                                                   std::chrono::steady_clock::time_point began) {
  if (!arguments.timeout) return std::nullopt;
  const auto left = *arguments.timeout - (std::chrono::steady_clock::now() - began);
  const std::chrono::milliseconds least{1};  // the call then says that the time is up, and what that leaves behind
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(left), least);
}

/// The clip by the way that the arguments choose: one blocking request, the queue, or a job that is there already.
segmind::Result<segmind::Video> obtain(segmind::Client& client, const Arguments& arguments,
                                       const segmind::Result<segmind::Wan27R2VRequest>& request,
                                       segmind::CallOptions options, std::chrono::steady_clock::time_point began) {
  options.timeout = time_left(arguments, began);
  if (!arguments.resume && !arguments.queue) return client.try_generate(*request, options);
  segmind::Result<segmind::Job> job =
      arguments.resume ? client.try_resume(*arguments.resume) : client.try_submit(*request, options);
  if (!job) return std::move(job).error();
  options.timeout = time_left(arguments, began);
  options.drain = {};  // it is paid for
  return job->try_wait(options);
}

/// Everything that is wrong before anything is sent.
std::vector<std::string> find_problems(const Arguments& arguments, const Service& service,
                                       const segmind::Result<segmind::Wan27R2VRequest>& planned,
                                       const segmind::Result<segmind::Client>& client) {
  std::vector<std::string> problems = arguments.problems;
  const auto add = [&problems](std::vector<std::string> more) {
    std::move(more.begin(), more.end(), std::back_inserter(problems));
  };
  add(unusable_files(arguments));
  if (auto problem = problem_with_output("--output", arguments.output); !problem.empty()) add({std::move(problem)});
  if (!service.problem.empty()) problems.push_back(service.problem);
  if (!arguments.resume) add_problems(problems, planned);
  if (service.problem.empty()) add_problems(problems, client);
  return problems;
}

int generate(Arguments arguments) {
  const Terminal terminal = Terminal::of_standard_error();
  Service service(arguments);
  // Before the first upload everything else is known to be right.
  const auto planned = make_request(with_placeholders(arguments), service.is_sandbox());
  auto client = segmind::Client::try_create(service.options);
  if (const auto problems = find_problems(arguments, service, planned, client); !problems.empty()) {
    return refuse(problems);
  }
  const std::vector<std::string> about_files = advice_on_files(arguments);  // before their addresses take their places
  std::cerr << service.announcement << '\n';
  if (!arguments.resume) {
    std::cerr << "Estimated cost: " << money_text(planned->estimated_cost().dollars, service.currency) << '\n';
    if (arguments.strict && !advise(arguments, *planned, about_files, service, terminal)) return exit_refused;
  }

  segmind::CancellationSource cancellation;
  segmind::CancellationSource drain;
  ProgressLine line(terminal, service.usual);
  std::chrono::milliseconds took{0};

  segmind::CallOptions options;
  options.sink = segmind::Sink::file(arguments.output);
  options.cancellation = cancellation.token();
  options.drain = drain.token();
  const auto began = std::chrono::steady_clock::now();
  options.timeout = time_left(arguments, began);
  options.progress_interval = std::chrono::milliseconds{50};  // a Ctrl-C is seen this soon
  int seen = 0;
  options.progress = [&](const segmind::Progress& progress) {
    if (interrupts > 1) cancellation.cancel();
    if (const int now = interrupts; now > std::exchange(seen, now) && now == 1) {
      line.clear();
      std::cerr
          << "Interrupted. Nothing more is sent; what is paid for may still come in. A second Ctrl-C ends at once."
          << std::endl;
      drain.cancel();
    }
    took = progress.elapsed;
    line.show(progress);
  };

  options.on_submitted = [&](std::string_view id) {
    line.clear();
    std::cerr << "Job " << id << " is in the queue";
    std::cerr << (service.is_sandbox() ? " of the sandbox, which ends with this program."
                                       : ". If this program ends, fetch its clip with --resume " + std::string(id) +
                                             (arguments.base_url ? " --base-url " + *arguments.base_url : ""))
              << std::endl;
  };

  segmind::CallOptions uploading = options;
  uploading.progress = [&](const segmind::Progress& progress) {
    if (interrupts > 0) cancellation.cancel();  // nothing is paid for yet
    line.show_upload(progress);
  };
  if (const auto uploaded = upload_local_files(*client, arguments, uploading); !uploaded) {
    line.clear();
    std::vector<std::string> problems;
    add_problems(problems, uploaded);
    if (!uploaded.error().violations.empty()) return refuse(problems);
    return report_failure(uploaded.error(), arguments.output, service.is_sandbox(), terminal);
  } else if (*uploaded > 0) {
    line.clear();
    std::cerr << "Uploaded " << *uploaded << (*uploaded == 1 ? " file.\n" : " files.\n");
  }
  // Only now is it known whether two files hold the same.
  const auto request = make_request(arguments, service.is_sandbox());
  if (!arguments.resume && !advise(arguments, *request, about_files, service, terminal)) return exit_refused;
  const auto video = obtain(*client, arguments, request, options, began);
  line.clear();
  if (!video) return report_failure(video.error(), arguments.output, service.is_sandbox(), terminal);
  // 0 is "unknown": what is taken up again was paid for by another call.
  const double estimate = arguments.resume ? 0 : request->estimated_cost().dollars;
  return report_success(*video, took, *client, estimate, service.currency, terminal);
}

}  // namespace

int main(int argc, char** argv) {
  keep_closed_streams_closed();
  listen_to_interrupts();
  try {
    const Arguments arguments = parse_arguments(argc, argv);
    if (arguments.help) {
      return std::cout << usage() << std::flush ? exit_done : exit_failed;
    }
    return generate(arguments);
  } catch (const std::exception& exception) {
    std::cerr << exception.what() << '\n';
    return exit_failed;
  }
}
