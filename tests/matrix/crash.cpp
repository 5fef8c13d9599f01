// Kills programs at random moments, or stops them for longer than their leases, starts them again with their journal
// until their clips are there, and counts payments at the sandbox and clips on the disk. See --help.
#include <algorithm>
#include <atomic>
#include <exception>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "../temporary_folder.hpp"
#include "matrix/crash_world.hpp"
#include "matrix/life.hpp"
#include "matrix/numbers.hpp"
#include "segmind/journal/sqlite.hpp"

namespace {

using namespace std::chrono_literals;
using namespace segmind::matrix;
using std::chrono::milliseconds;

constexpr const char* help = R"(segmind_crash <crash client> [options]
  --intentions N      how many clips are wanted (default 200)
  --permission 0|1    whether programs permit paying twice (default 0)
  --settle MS         ClientOptions::records_settle (default 3000)
  --lease MS          how long others leave an entry alone (default 300)
  --lanes N           number of clips at a time (default 8)
  --seed N            seed of the random moments (default 1)
)";

constexpr auto longest_finish = 120s;

struct Options {
  std::string client;
  std::size_t intentions = 200;
  bool permission = false;
  milliseconds settle{3000};
  milliseconds lease{300};
  std::size_t lanes = 8;
  std::uint64_t seed = 1;
};

class CrashTest {
 public:
  explicit CrashTest(Options options) : options_(std::move(options)) {
    for (Records& records : all_kinds_of_records()) {
      const auto folder = folder_.path() / std::to_string(worlds_.size());
      std::filesystem::create_directory(folder);
      const std::string journal = (folder / "journal.db").string();
      worlds_.push_back(std::make_unique<World>(std::move(records), folder, "sqlite:" + journal,
                                                [&] { return segmind::sqlite_journal(journal); }));
    }
    wanted_.resize(worlds_.size());
  }

  CrashFigures run() {
    measure_life();
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> lanes;
    for (std::size_t lane = 0; lane < options_.lanes; ++lane) {
      lanes.emplace_back([&] {
        for (std::size_t i = next++; i < options_.intentions; i = next++) try_one(i);
      });
    }
    for (std::thread& lane : lanes) lane.join();
    for (std::size_t i = 0; i < worlds_.size(); ++i) worlds_[i]->judge(wanted_[i], options_.permission, figures_);
    return std::move(figures_);
  }

 private:
  /// The programs of one intention, one after the other.
  struct Lives {
    World& world;
    Wanted wanted;
    CrashRow counted{};
  };

  Life next_life(Lives& lives, std::chrono::microseconds linger = 2'000us) const {
    const Wanted& wanted = lives.wanted;
    Life life;
    life.command = {options_.client,
                    "--url",
                    lives.world.base_url(),
                    "--journal",
                    lives.world.journal(),
                    "--manifest",
                    (wanted.folder / "manifest").string(),
                    "--lease",
                    std::to_string(options_.lease.count()),
                    "--settle",
                    std::to_string(options_.settle.count()),
                    "--linger",
                    std::to_string(linger.count()),
                    "--permission",
                    options_.permission ? "1" : "0"};
    life.log = wanted.folder / ("log." + std::to_string(++lives.counted.programs));
    life.is_saving = [&lives] { return lives.world.has_whole_part(lives.wanted); };
    return life;
  }

  void measure_life() {
    Lives lives{*worlds_[0], worlds_[0]->want(1'000'000)};
    const auto began = std::chrono::steady_clock::now();
    const std::string end = live(next_life(lives));
    if (end != "done") throw std::runtime_error("a program that was not killed failed: " + end);
    life_ = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began);
    wanted_[0].push_back(lives.wanted);
  }

  // Two that follow each other have equal requests and the same world.
  void try_one(std::size_t number) {
    const std::size_t place = number / 2 % worlds_.size();
    Lives lives{*worlds_[place], worlds_[place]->want(number)};
    std::mt19937_64 random(options_.seed * 1'000'003 + number);
    if (random() % 3 == 0) {
      freeze(lives, random);
    } else {
      const std::size_t kills = 1 + random() % 2;
      for (std::size_t i = 0; i < kills; ++i) kill(lives, random);
    }
    finish(lives);
    const std::lock_guard lock(mutex_);
    figures_.rows[lives.world.row_of(lives.wanted)] += lives.counted;
    wanted_[place].push_back(lives.wanted);
  }

  void kill(Lives& lives, std::mt19937_64& random) {
    const std::string word = live_until(next_life(lives), random_moment(random, life_));
    note(word);
    if (word != "done") ++lives.counted.kills;
    check_file(lives);
  }

  // An owner that wakes up finds its entry taken over: while the other one works on it, or long afterwards. Mostly it
  // is stopped where that matters, while it lingers before leaving() or before the request leaves.
  void freeze(Lives& lives, std::mt19937_64& random) {
    const auto up_to = [&](milliseconds most) {
      return milliseconds(random() % static_cast<std::uint64_t>(most.count()));
    };
    const Moment moments[] = {{"begun", 1ms}, {"leaving", 1ms}, random_moment(random, life_)};
    const Moment& moment = moments[random() % 3];
    const milliseconds time =
        options_.lease + (random() % 2 == 0 ? up_to(2 * life_) : up_to(5 * options_.settle / 2 + life_));
    const Life first = next_life(lives, 100'000us);
    const std::string word = live_frozen(first, moment, time, [&] {
      if (random() % 3 == 0) return kill(lives, random);
      live(next_life(lives));
      check_file(lives);
    });
    note(word);
    if (word != "done") ++lives.counted.stops;
    check_file(lives);
  }

  // Until there is a clip, and the journal says so: a program that is stopped may hold SQLite's lock for long. What is
  // uncertain is asked for once more.
  void finish(Lives& lives) {
    const auto give_up = std::chrono::steady_clock::now() + longest_finish;
    for (int doubts = 0; doubts < 2 && std::chrono::steady_clock::now() < give_up;) {
      const std::string end = live(next_life(lives));
      check_file(lives);
      const auto state = lives.world.state(lives.wanted);
      if (state == segmind::JournalState::done && end == "done") return;
      if (state == segmind::JournalState::uncertain && lives.world.may_stay_uncertain(options_.permission)) ++doubts;
      std::this_thread::sleep_for(options_.lease);
    }
  }

  void note(const std::string& word) {
    const std::lock_guard lock(mutex_);
    ++figures_.killed_at[word.empty() ? "starting" : word.find(": ") != word.npos ? "an error" : word];
  }

  void check_file(Lives& lives) {
    if (!lives.world.has_no_half_file(lives.wanted)) ++lives.counted.half_files;
  }

  const Options options_;
  const segmind::testing::TemporaryFolder folder_;
  std::vector<std::unique_ptr<World>> worlds_;
  milliseconds life_{0};
  std::mutex mutex_;
  std::vector<std::vector<Wanted>> wanted_;  // of each world
  CrashFigures figures_;
};

Options read_options(int argc, char** argv) {
  Options options;
  options.client = read_numbers(argc, argv,
                                {{"--intentions", [&](auto number) { options.intentions = number; }},
                                 {"--permission", [&](auto number) { options.permission = number != 0; }},
                                 {"--settle", [&](auto number) { options.settle = milliseconds(number); }},
                                 {"--lease", [&](auto number) { options.lease = milliseconds(std::max(1UL, number)); }},
                                 {"--lanes", [&](auto number) { options.lanes = std::max(1UL, number); }},
                                 {"--seed", [&](auto number) { options.seed = number; }}},
                                help);
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
