// segmind-sandbox: the sandbox server as a program.

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <memory>
#include <stdexcept>

#include "sandbox/control/control.hpp"
#include "sandbox/models/names.hpp"
#include "sandbox/program_options.hpp"

namespace segmind::sandbox {
namespace {

std::string clock_time() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
  return text;
}

std::string size_text(std::uint64_t bytes) {
  char text[32];
  if (bytes < 1000) {
    std::snprintf(text, sizeof text, "%llu B", static_cast<unsigned long long>(bytes));
  } else if (bytes < 1000 * 1000) {
    std::snprintf(text, sizeof text, "%.1f kB", static_cast<double>(bytes) / 1e3);
  } else {
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  }
  return text;
}

/// Prints a line for a request that was answered, or whose client left. Never a header: one may hold a real key.
void print_line(const SeenRequest& request, bool coloured) {
  const char* colour = !coloured ? "" : request.status == 0 || request.status >= 400 ? "\033[31m" : "\033[32m";
  const std::string status = request.status == 0 ? "---" : std::to_string(request.status);
  char took[32] = "";
  const auto ms = static_cast<long long>(request.took.count());
  if (ms >= 100) std::snprintf(took, sizeof took, "  after %lld.%lld s", ms / 1000, ms % 1000 / 100);
  std::printf("%s  %s%s%s  %-8s  %s %s%s  %s%s%s\n", clock_time().c_str(), colour, status.c_str(),
              coloured ? "\033[0m" : "", std::string(to_string(request.route)).c_str(), request.method.c_str(),
              request.files_origin ? "[files]" : "", request.target.substr(0, 120).c_str(),
              size_text(request.answer_bytes - request.head_bytes).c_str(), took,
              request.fault         ? "  (fault)"
              : request.status == 0 ? "  (the client left)"
                                    : "");
  std::fflush(stdout);
}

void print_start(const Server& server, const Control* control, const ProgramOptions& program) {
  std::printf("The sandbox of Segmind's API is listening. It costs nothing and never leaves this machine.\n\n");
  std::printf("  API      %s\n  files    %s\n  key      %s\n", server.base_url().c_str(), server.files_url().c_str(),
              server.api_key().c_str());
  if (control != nullptr) std::printf("  control  %s\n", control->url().c_str());
  std::printf("\n");
  if (!server.notice().empty()) std::printf("Note: %s\n\n", server.notice().c_str());
  if (!program.quiet) {
    std::printf(
        "Try it:\n  curl -o clip.mp4 %s/v1/%s -H 'x-api-key: %s' -H 'Content-Type: application/json' "
        "-d '{\"prompt\": \"A fox runs through snow\"}'\n\n",
        server.base_url().c_str(), std::string(names::example_slug).c_str(), server.api_key().c_str());
  }
  std::printf("Ctrl-C ends it.\n");
  std::fflush(stdout);
}

void print_end(const Counts& counts) {
  const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
  std::printf(
      "\n%llu requests on %llu connections: %llu generate, %llu submit, %llu status, %llu result, %llu upload, "
      "%llu download, %llu credits, %llu records, %llu other\n",
      number(counts.requests), number(counts.connections_accepted), number(counts.generate), number(counts.submit),
      number(counts.status), number(counts.result), number(counts.upload), number(counts.download),
      number(counts.credits), number(counts.records), number(counts.other));
  std::printf("%llu generations started, %llu completed, %llu failed; %llu charged, %.4f dollars in all\n",
              number(counts.generations_started), number(counts.generations_completed),
              number(counts.generations_failed), number(counts.generations_charged), counts.dollars_charged);
  if (counts.abandoned + counts.faults_used + counts.rate_limited != 0) {
    std::printf("%llu requests abandoned by their client, %llu faults used, %llu rate limited\n",
                number(counts.abandoned), number(counts.faults_used), number(counts.rate_limited));
  }
  if (counts.keys_on_files_origin != 0) {
    std::printf("%llu downloads carried the key, which must go to the API's host alone\n",
                number(counts.keys_on_files_origin));
  }
}

int run(const ProgramOptions& program) {
  // Blocked before any thread starts, and taken by sigwait(): a handler may do next to nothing.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  const bool coloured = isatty(STDOUT_FILENO) != 0;
  Servers servers(program.server, [&](Server& server, std::uint64_t number) {
    if (number == 0) {
      for (const auto& fault : program.faults) server.inject(fault);
    }
    if (!program.quiet) server.on_answer([coloured](const SeenRequest& request) { print_line(request, coloured); });
  });
  std::unique_ptr<Control> control;
  if (program.control_port) control = std::make_unique<Control>(servers, *program.control_port);
  print_start(*servers.find(0), control.get(), program);
  int which = 0;
  sigwait(&ends, &which);
  control.reset();
  if (Server* const server = servers.find(0)) {
    server->on_answer(nullptr);
    print_end(server->counts());
  }
  return 0;
}

}  // namespace
}  // namespace segmind::sandbox

int main(int argc, char** argv) {
  using namespace segmind::sandbox;
  try {
    const auto program = read_arguments({argv + 1, argv + argc});
    if (program.help) {
      std::fputs(help_text().c_str(), stdout);
      return 0;
    }
    return run(program);
  } catch (const std::invalid_argument& problem) {
    std::fprintf(stderr, "segmind-sandbox: %s\nsegmind-sandbox --help tells more.\n", problem.what());
    return 2;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "segmind-sandbox: %s\n", problem.what());
    return 1;
  }
}
