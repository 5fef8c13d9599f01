// segmind upload: public addresses for local files.
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <segmind/segmind.hpp>
#include <utility>

#include "cli/commands.hpp"
#include "cli/display/progress_line.hpp"
#include "cli/display/terminal.hpp"
#include "cli/exit_code.hpp"
#include "cli/flag_values.hpp"
#include "cli/interrupts.hpp"
#include "cli/refusal.hpp"
#include "cli/service.hpp"
#include "cli/words.hpp"

namespace segmind::cli {
namespace {

struct UploadArguments {
  std::vector<std::string> files;
  std::optional<std::string> base_url;
  std::optional<std::chrono::seconds> timeout;
};

std::vector<std::string> problems_with(const std::vector<std::string>& files) {
  if (files.empty()) return {"Give the files that are to be uploaded"};
  std::vector<std::string> problems;
  for (const std::string& file : files) {
    const auto checked = segmind::Client::try_check_uploads({{file}});
    if (checked) continue;
    for (const segmind::Violation& violation : checked.error().violations) {
      problems.push_back('"' + file + "\": " + violation.message);
    }
    if (checked.error().violations.empty()) problems.push_back(checked.error().message);
  }
  return problems;
}

segmind::Result<std::vector<std::string>> send(segmind::Client& client, const UploadArguments& arguments,
                                               const Service& service) {
  ProgressLine line(Terminal::of_standard_error(), service.usual);
  segmind::CancellationSource cancellation;
  segmind::CallOptions options;
  options.cancellation = cancellation.token();
  options.timeout = arguments.timeout;
  options.progress = [&](const segmind::Progress& progress) {
    if (interrupts > 0) cancellation.cancel();
    line.show_upload(progress);
  };
  auto addresses = client.try_upload_all(arguments.files, options);
  line.clear();
  return addresses;
}

int upload(const UploadArguments& arguments, std::vector<std::string> problems) {
  for (std::string& problem : problems_with(arguments.files)) problems.push_back(std::move(problem));
  const Service service(arguments.base_url, "Files are uploaded to an account");
  auto client = service.connect(service.options, problems);
  if (!problems.empty()) return refuse(problems, "upload");

  std::cerr << service.announcement << '\n';
  const auto addresses = send(*client, arguments, service);
  if (!addresses) {
    std::cerr << "Nothing is uploaded. " << for_the_program(addresses.error().describe()) << '\n';
    return exit_refused;
  }
  for (const std::string& address : *addresses) std::cout << address << '\n';
  if (std::cout << std::flush) return exit_done;
  std::cerr << "The addresses could not be printed to the standard output:\n";
  for (const std::string& address : *addresses) std::cerr << address << '\n';
  return exit_untold;
}

}  // namespace

Command upload_command() {
  const auto arguments = std::make_shared<UploadArguments>();
  Command command;
  command.name = "upload";
  command.summary = "uploads local files and prints their public addresses";
  command.usage = {"FILE... [flags]"};
  command.what = "Uploads pictures, films or voices, and prints their public addresses, one a line, in their order.";
  command.more =
      R"(Costs nothing. All files are checked first and go in one request. The service keeps them for 7 days, and whoever
knows an address can read the file (documented).

The addresses go to the standard output, everything else to the standard error.

Exit code: 0 all are uploaded; 2 none is; 3 all are, but the addresses could not be printed.
)";
  command.word = "FILE";
  command.take_word = append_to(arguments->files);
  command.flags = {
      base_url_flag(arguments->base_url),
      {"--timeout", "SECONDS", "the longest that it may take; 900 when not given",
       number_into(arguments->timeout, "whole seconds", 1, 86'400)},
  };
  command.run = [arguments](std::vector<std::string> problems) { return upload(*arguments, std::move(problems)); };
  return command;
}

}  // namespace segmind::cli
