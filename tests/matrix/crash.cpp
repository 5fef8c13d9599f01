// Kills programs at random moments while they wait for a clip, resumes their jobs with other programs, and counts
// charges at the sandbox and clips on the disk. See --help.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "../temporary_folder.hpp"
#include "matrix/life.hpp"
#include "segmind/sandbox/client_options.hpp"
#include "segmind/segmind.hpp"

namespace {

using namespace std::chrono_literals;
using namespace segmind::matrix;
namespace fs = std::filesystem;
using segmind::sandbox::Fault;
using segmind::sandbox::Route;
using segmind::sandbox::Server;

constexpr const char* help = R"(segmind_crash <crash client> [options]
  --kills N   number of submitting programs to kill (default 200)
  --lanes N   number of programs at a time (default 6)
  --seed N    seed of the random moments (default 1)
)";

struct Figures {
  std::size_t programs = 0, kills = 0, known = 0, unknown_but_paid = 0;
  std::size_t double_payments = 0, lost = 0, half_files = 0, left_over = 0;
  std::map<std::string, std::size_t> killed_at;
  std::vector<std::string> notes;
};

struct Options {
  std::string client;
  std::size_t kills = 200;
  std::size_t lanes = 6;
  std::uint64_t seed = 1;
};

std::optional<std::string> text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

segmind::sandbox::Options server_options() {
  segmind::sandbox::Options options;
  options.render = false;
  options.credits = 1e9;
  options.generation_time = 300ms;
  return options;
}

std::string whole_clip(Server& server) {
  const auto request = segmind::Wan27R2VRequest::Builder("the clip as it is").duration(2s).build();
  segmind::Client client(segmind::sandbox::client_options(server));
  return std::string(client.generate(request).bytes().view());
}

class CrashTest {
 public:
  explicit CrashTest(const Options& options) : options_(options), clip_(whole_clip(server_)) {
    // Slow the download down, so that it takes as long as the other parts of a program's life.
    server_.inject(Fault::drip(clip_.size() / 40 + 1, 5ms).on(Route::download).repeat_forever());
  }

  Figures run() {
    life_ = measure_life();
    std::atomic<std::size_t> next{1};
    std::vector<std::thread> lanes;
    for (std::size_t lane = 0; lane < options_.lanes; ++lane) {
      lanes.emplace_back([&] {
        for (std::size_t i = next++; i <= options_.kills; i = next++) try_one(i);
      });
    }
    for (std::thread& lane : lanes) lane.join();
    count_payments();
    return figures_;
  }

 private:
  fs::path folder_of(std::size_t number) const { return folder_.path() / std::to_string(number); }

  std::vector<std::string> submit(std::size_t number) const {
    const fs::path folder = folder_of(number);
    return {options_.client,          "submit",
            server_.base_url(),       (folder / "clip.mp4").string(),
            (folder / "id").string(), "Clip number " + std::to_string(number) + '.'};
  }

  std::vector<std::string> resume(std::size_t number, const std::string& id) const {
    return {options_.client, "resume", server_.base_url(), (folder_of(number) / "clip.mp4").string(), id};
  }

  std::chrono::milliseconds measure_life() {
    fs::create_directory(folder_of(0));
    const auto began = std::chrono::steady_clock::now();
    const std::string end = live(submit(0), folder_of(0) / "log");
    if (end != "done") throw std::runtime_error("a program that was not killed failed: " + end);
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  }

  void try_one(std::size_t number) {
    std::mt19937_64 random(options_.seed * 1'000'003 + number);
    const fs::path folder = folder_of(number);
    fs::create_directory(folder);
    const auto is_saving = [&] { return has_whole_part(folder); };
    note_kill(live_until(submit(number), folder / "log", random_moment(random, life_), is_saving));
    check_file(number);
    std::string id = text_of(folder / "id").value_or("");
    if (id.empty() || id.back() != '\n') return;
    id.pop_back();
    // Kill half of the programs again while they resume the job.
    if (random() % 2 == 0) {
      note_kill(live_until(resume(number, id), folder / "log.2", random_moment(random, life_), is_saving));
      check_file(number);
    }
    const std::string end = live(resume(number, id), folder / "log.3");
    check_end(number, end);
  }

  bool has_whole_part(const fs::path& folder) const {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      if (entry.path().extension() == ".part" && entry.file_size(ignored) >= clip_.size()) return true;
    }
    return false;
  }

  void note_kill(const std::string& last_word) {
    const std::lock_guard lock(mutex_);
    ++figures_.killed_at[last_word.empty() ? "starting" : last_word];
    if (last_word != "done") ++figures_.kills;
  }

  void check_file(std::size_t number) {
    const auto content = text_of(folder_of(number) / "clip.mp4");
    if (!content || *content == clip_) return;
    const std::lock_guard lock(mutex_);
    ++figures_.half_files;
    figures_.notes.push_back(std::to_string(number) + ": " + std::to_string(content->size()) + " bytes of the clip");
  }

  void check_end(std::size_t number, const std::string& end) {
    const auto content = text_of(folder_of(number) / "clip.mp4");
    std::size_t left = 0;
    for (const auto& entry : fs::directory_iterator(folder_of(number))) {
      if (entry.path().filename().string().find(".part") != std::string::npos) ++left;
    }
    const std::lock_guard lock(mutex_);
    ++figures_.known;
    if (content != clip_) {
      ++figures_.lost;
      figures_.notes.push_back(std::to_string(number) + " is lost: " + end + story_of(number));
    }
    if (left > 0) {
      figures_.left_over += left;
      figures_.notes.push_back(std::to_string(number) + ": part files are left");
    }
  }

  // The output of its programs and the files that they left.
  std::string story_of(std::size_t number) const {
    std::string story;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_of(number))) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      const std::string content = text_of(file).value_or("");
      story += "\n  " + file.filename().string() + ", " + std::to_string(content.size()) + " bytes";
      std::string line;
      const bool readable = file.extension() != ".part" && file.extension() != ".mp4";
      for (std::istringstream lines(readable ? content : ""); std::getline(lines, line);) story += "\n    " + line;
    }
    return story;
  }

  void count_payments() {
    std::map<std::string, std::size_t> submits;
    for (const auto& request : server_.requests()) {
      if (request.route == Route::submit) ++submits[request.body];
    }
    for (const auto& [body, count] : submits) figures_.double_payments += count - 1;
    figures_.programs = options_.kills;
    // One submission is that of measure_life().
    const std::uint64_t paid = server_.counts().submit - figures_.double_payments - 1;
    figures_.unknown_but_paid = static_cast<std::size_t>(paid) - figures_.known;
  }

  const Options options_;
  const segmind::testing::TemporaryFolder folder_;
  Server server_{server_options()};
  const std::string clip_;
  std::chrono::milliseconds life_{0};
  std::mutex mutex_;
  Figures figures_;
};

int report(const Figures& figures) {
  std::cout
      << "| programs | kills | ids stored | paid, killed before the id was stored | double payments | lost clips | "
         "incomplete files | part files left |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n| "
      << figures.programs << " | " << figures.kills << " | " << figures.known << " | " << figures.unknown_but_paid
      << " | " << figures.double_payments << " | " << figures.lost << " | " << figures.half_files << " | "
      << figures.left_over << " |\n\nWhere the kills hit, by the last word said:";
  for (const auto& [word, count] : figures.killed_at) std::cout << ' ' << word << ' ' << count << ';';
  std::cout << '\n';
  for (const std::string& note : figures.notes) std::cout << "RED: " << note << '\n';
  const bool red =
      figures.double_payments + figures.lost + figures.half_files + figures.left_over > 0 || figures.known == 0;
  std::cout << (red ? "RED" : "green") << '\n';
  return red ? 1 : 0;
}

Options read_options(int argc, char** argv) {
  Options options;
  if (argc < 2 || argc % 2 != 0) throw std::invalid_argument(help);
  options.client = argv[1];
  for (int i = 2; i < argc; i += 2) {
    const std::string name = argv[i];
    const unsigned long value = std::stoul(argv[i + 1]);
    if (name == "--kills") {
      options.kills = value;
    } else if (name == "--lanes") {
      options.lanes = std::max(1UL, value);
    } else if (name == "--seed") {
      options.seed = value;
    } else {
      throw std::invalid_argument(help);
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return report(CrashTest(read_options(argc, argv)).run());
  } catch (const std::exception& exception) {
    std::cerr << exception.what() << '\n';
    return 2;
  }
}
