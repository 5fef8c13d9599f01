#include "cli/generate/report.hpp"

#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "cli/display/figures.hpp"
#include "cli/exit_code.hpp"
#include "cli/files/rescue.hpp"
#include "cli/interrupts.hpp"
#include "cli/words.hpp"

namespace segmind::cli {
namespace {

/// Saves what is paid for and could not go to `output`. Waits some minutes for room.
std::string rescue(const segmind::Media& media, const std::string& output, const Terminal& terminal) {
  std::string place = save_elsewhere(media, output);
  if (!place.empty()) return place;
  const std::chrono::minutes limit{terminal.is_there ? 10 : 1};
  std::cerr << "No place has room for it, neither the folder of " << printable(output)
            << " nor the one for temporary files. Make room for " << size_text(media.size()) << " within "
            << clock_text(limit) << " minutes. Ctrl-C gives the clip up." << std::endl;
  const auto until = std::chrono::steady_clock::now() + limit;
  const int before = interrupts;
  while (place.empty() && interrupts == before && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    place = save_elsewhere(media, output);
  }
  return place;
}

/// What is left on the account. The clip is there: a service that is slow to say what is left must not keep it from
/// being told.
std::optional<double> credits_left(const segmind::Receipt& receipt, segmind::Client& client) {
  if (receipt.remaining_credits) return receipt.remaining_credits;
  segmind::CallOptions options;
  options.timeout = std::chrono::seconds{5};
  const auto credits = client.try_credits(options);
  return credits ? std::optional(credits->credits) : std::nullopt;
}

/// Prints where the clip is, to the standard error where the standard output takes nothing.
int print_path(const segmind::Video& video) {
  const std::string path =
      std::filesystem::absolute(std::filesystem::u8path(video.path())).lexically_normal().u8string();
  if (std::cout << path << std::endl) return exit_done;
  std::cerr << "Its path could not be printed to the standard output: " << path << '\n';
  return exit_untold;
}

}  // namespace

/// The charge alone decides the exit code: a script may try again after exit_refused and pays once.
int report_failure(segmind::Error error, const std::string& output, bool is_sandbox, const Terminal& terminal) {
  const auto rescued = std::exchange(error.rescued, nullptr);  // describe() tells a program to save it: we do
  std::cerr << terminal.red("No clip.") << '\n' << for_the_program(error.describe()) << '\n';
  if (is_sandbox && error.charge != segmind::Charge::none) std::cerr << "In the sandbox that is play money.\n";
  if (rescued) {
    const bool is_clip = error.kind == segmind::ErrorKind::file;
    const char* what = is_clip ? "The clip" : "What had arrived";
    const std::string place = rescue(*rescued, output, terminal);
    std::cerr << what << (place.empty() ? " could not be saved anywhere." : " is in " + printable(place)) << '\n';
  }
  return error.charge == segmind::Charge::none ? exit_refused : exit_failed;
}

int report_success(const segmind::Video& video, std::chrono::milliseconds took, segmind::Client& client,
                   double estimate, const char* currency, const Terminal& terminal) {
  const segmind::Receipt& receipt = video.receipt();
  std::cerr << terminal.green("The clip is complete") << ": " << size_text(video.size()) << " in " << clock_text(took)
            << '\n';
  if (receipt.cost) {
    std::cerr << "Cost: " << money_text(*receipt.cost) << ' ' << currency << '\n';
  } else if (estimate > 0) {
    std::cerr << "Cost: about " << money_text(estimate) << ' ' << currency << " (estimated: the service did not say)\n";
  }
  if (const auto left = credits_left(receipt, client)) {
    std::cerr << "Left: " << money_text(*left) << ' ' << currency << '\n';
  }
  if (receipt.seed) std::cerr << "Seed: " << *receipt.seed << " (the same seed gives the same clip)\n";
  if (receipt.request_id) std::cerr << "Request id: " << *receipt.request_id << '\n';
  return print_path(video);
}

}  // namespace segmind::cli
