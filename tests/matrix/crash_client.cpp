// The program that the crash test kills and stops: makes the clips of a manifest with a journal, and prints a word at
// each stage.
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#ifdef SEGMIND_CRASH_POSTGRES
#  include "segmind/journal/postgres.hpp"
#endif
#include "hurried_journal.hpp"
#include "segmind/journal/sqlite.hpp"
#include "segmind/segmind.hpp"

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr const char* help =
    R"(segmind_crash_client --url BASE --journal sqlite:PATH|CONNECTION --manifest FILE [options]
A line of the manifest: key, way (v1, queue, v1-random, queue-random), clip's file, prompt, with tabs between them.
  --lease MS, --settle MS   how long others leave an entry alone, and ClientOptions::records_settle
  --linger US               how long it lingers after each step of the journal
  --permission 0|1          accept_paying_twice
  --in-flight N             how many clips at a time
  --passes N                how often it tries those that failed
)";

using Options = std::map<std::string, std::string>;

struct Line {
  std::string key, way, clip, prompt;
};

void say(std::string_view word) {
  const std::string line = std::string(word) + '\n';
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
}

Options read_options(int argc, char** argv) {
  Options options{{"--lease", "300"},    {"--settle", "2000"}, {"--linger", "0"},
                  {"--permission", "0"}, {"--in-flight", "1"}, {"--passes", "1"}};
  for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
  for (const char* needed : {"--url", "--journal", "--manifest"}) {
    if (options[needed].empty()) throw std::invalid_argument(help);
  }
  return options;
}

std::vector<Line> read_manifest(const std::string& path) {
  std::vector<Line> lines;
  std::ifstream file(path);
  for (std::string text; std::getline(file, text);) {
    Line line;
    std::istringstream parts(text);
    std::getline(parts, line.key, '\t') && std::getline(parts, line.way, '\t') && std::getline(parts, line.clip, '\t');
    std::getline(parts, line.prompt);
    lines.push_back(line);
  }
  return lines;
}

std::shared_ptr<segmind::Journal> open_journal(const std::string& name) {
  constexpr std::string_view sqlite = "sqlite:";
  if (name.compare(0, sqlite.size(), sqlite) == 0) return segmind::sqlite_journal(name.substr(sqlite.size()));
#ifdef SEGMIND_CRASH_POSTGRES
  return segmind::postgres_journal(name);
#else
  throw std::invalid_argument(help);
#endif
}

segmind::ClientOptions client_options(Options& given) {
  segmind::ClientOptions options;
  options.api_key = "SG_sandbox00000000";
  options.base_url = options.storage_url = given["--url"];
  options.expected_earliest = 150ms;
  options.expected_latest = 500ms;
  options.retry.first_wait = 5ms;
  options.retry.unknown_id_grace = 80ms;
  options.retry.longest_wait = 50ms;
  options.silence_timeout = 10s;
  options.project = "crash";
  options.records_settle = milliseconds(std::stol(given["--settle"]));
  options.journal = std::make_shared<segmind::matrix::HurriedJournal>(
      open_journal(given["--journal"]),
      segmind::matrix::HurriedJournal::Pace{milliseconds(std::stol(given["--lease"])),
                                            std::chrono::microseconds(std::stol(given["--linger"]))},
      &say);
  return options;
}

segmind::Request request_of(const Line& line) {
  auto builder = segmind::Wan27R2VRequest::Builder(line.prompt).duration(2s);
  if (line.way.find("random") != std::string::npos) builder.random_seed();
  return builder.build();
}

segmind::CallOptions call_options(const Line& line, bool permission) {
  segmind::CallOptions options;
  options.timeout = 60s;
  options.idempotency_key = line.key;
  options.through_queue = line.way.compare(0, 5, "queue") == 0;
  options.sink = segmind::Sink::file(line.clip);
  options.accept_paying_twice = [permission](const segmind::Error&) { return permission; };
  options.progress = [last = segmind::Phase::connecting](const segmind::Progress& progress) mutable {
    if (progress.phase != last) say(segmind::to_string(progress.phase));
    last = progress.phase;
  };
  return options;
}

/// What is left of the lines.
std::vector<Line> make(segmind::Client& client, const std::vector<Line>& lines, bool permission,
                       std::size_t at_a_time) {
  std::vector<Line> left;
  std::vector<std::pair<Line, segmind::Operation<segmind::Video>>> under_way;
  const auto take_oldest = [&] {
    const segmind::Result<segmind::Video> video = under_way.front().second.try_get();
    if (!video) {
      left.push_back(under_way.front().first);
      say(left.back().key + ": " + video.error().describe());
    }
    under_way.erase(under_way.begin());
  };
  for (const Line& line : lines) {
    if (under_way.size() == at_a_time) take_oldest();
    under_way.emplace_back(line, client.generate_async(request_of(line), call_options(line, permission)));
  }
  while (!under_way.empty()) take_oldest();
  return left;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Options options = read_options(argc, argv);
    std::vector<Line> lines = read_manifest(options["--manifest"]);
    const bool permission = options["--permission"] == "1";
    {
      segmind::Client client(client_options(options));
      say("made");
      for (int pass = std::stoi(options["--passes"]); pass > 0 && !lines.empty(); --pass) {
        lines = make(client, lines, permission, std::stoul(options["--in-flight"]));
      }
    }
    if (lines.empty()) say("done");
    return lines.empty() ? 0 : 1;
  } catch (const std::exception& exception) {
    say(exception.what());
    return 2;
  }
}
