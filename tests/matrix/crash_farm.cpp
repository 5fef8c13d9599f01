// Four processes that share one manifest and one PostgreSQL: they are killed and stopped at random moments, and the
// server is restarted and cut off meanwhile. Counts payments at the sandbox and clips on the disk. See --help.
#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "../journal/cutting_proxy.hpp"
#include "../journal/postgres_server.hpp"
#include "faults/child_process.hpp"
#include "matrix/crash_world.hpp"
#include "matrix/numbers.hpp"
#include "segmind/journal/postgres.hpp"

namespace {

using namespace std::chrono_literals;
using namespace segmind::matrix;
using segmind::testing::ChildProcess;
using segmind::testing::CuttingProxy;
using segmind::testing::PostgresServer;
using segmind::testing::TemporaryFolder;
using std::chrono::milliseconds;

constexpr const char* help = R"(segmind_crash_farm <crash client> [options]
  --intentions N      how many clips are wanted (default 40)
  --kills N           how often each of the four processes is killed or stopped (default 8)
  --permission 0|1    whether programs permit paying twice (default 0)
  --settle MS         ClientOptions::records_settle (default 3000)
  --lease MS          how long others leave an entry alone (default 600)
  --seed N            seed of the random moments (default 1)
)";

constexpr std::size_t machines = 4;
constexpr auto longest_life = 10min;

struct Options {
  std::string client;
  std::size_t intentions = 40;
  std::size_t kills = 8;
  bool permission = false;
  milliseconds settle{3000};
  milliseconds lease{600};
  std::uint64_t seed = 1;
};

Records late_rows() {
  Records records;
  records.name = "PostgreSQL";
  records.options.delay = 250ms;
  records.options.v1_at_end = true;
  return records;
}

/// One of the processes, with a way of its own to the server.
struct Machine {
  TemporaryFolder folder;
  CuttingProxy proxy;
  CrashRow counted{};

  explicit Machine(const PostgresServer& server) : proxy(folder.path(), server.socket_folder()) {}
  std::string connection() const {
    return "host='" + folder.path().string() + "' dbname=journals user=journal password='" +
           PostgresServer::password() + "'";
  }
};

class Farm {
 public:
  explicit Farm(Options options) : options_(std::move(options)) {
    for (std::size_t i = 0; i < options_.intentions; ++i) wanted_.push_back(world_.want(i));
    for (std::size_t i = 0; i < machines; ++i) {
      machines_.at(i) = std::make_unique<Machine>(server_);
      write_manifest(*machines_.at(i), i * wanted_.size() / machines);
    }
  }

  CrashFigures run() {
    std::vector<std::thread> threads;
    std::atomic<std::size_t> done{0};
    for (std::size_t i = 0; i < machines; ++i) {
      threads.emplace_back([this, i, &done] {
        work(*machines_.at(i), options_.seed * 1'000 + i);
        ++done;
      });
    }
    trouble_the_server(done);
    for (std::thread& thread : threads) thread.join();
    finish();
    CrashFigures figures;
    world_.judge(wanted_, options_.permission, figures);
    int cuts = 0;
    for (const auto& machine : machines_) {
      figures.rows[world_.row_of(wanted_.front())] += machine->counted;
      cuts += machine->proxy.cuts();
      if (figures.notes.empty()) continue;
      std::ifstream log(machine->folder.file("log"));
      figures.notes.emplace_back("The log of a process:\n" + std::string(std::istreambuf_iterator<char>(log), {}));
    }
    std::cout << "The server was restarted " << restarts_ << " times and cut off " << cuts << " times.\n\n";
    return figures;
  }

 private:
  // Each begins at another line.
  void write_manifest(const Machine& machine, std::size_t first) const {
    std::ofstream manifest(machine.folder.file("manifest"));
    for (std::size_t i = 0; i < wanted_.size(); ++i) manifest << wanted_[(first + i) % wanted_.size()].line();
  }

  std::vector<std::string> command(const Machine& machine) const {
    return {options_.client,
            "--url",
            world_.base_url(),
            "--journal",
            machine.connection(),
            "--manifest",
            machine.folder.file("manifest"),
            "--lease",
            std::to_string(options_.lease.count()),
            "--settle",
            std::to_string(options_.settle.count()),
            "--linger",
            "2000",
            "--permission",
            options_.permission ? "1" : "0",
            "--in-flight",
            "6",
            "--passes",
            options_.permission ? "40" : "2"};
  }

  void work(Machine& machine, std::uint64_t seed) const {
    std::mt19937_64 random(seed);
    const auto up_to = [&](milliseconds most) {
      return milliseconds(random() % static_cast<std::uint64_t>(most.count()));
    };
    const std::string log = machine.folder.file("log");
    for (std::size_t i = 0; i < options_.kills; ++i) {
      ++machine.counted.programs;
      const ChildProcess process(command(machine), log);
      if (process.ends_within(up_to(3s))) continue;
      if (random() % 3 == 0) {
        process.freeze();
        ++machine.counted.stops;
        process.ends_within(options_.lease + up_to(options_.settle + 1s));  // it cannot: it is stopped
        process.thaw();
        if (process.ends_within(up_to(2s))) continue;
      }
      ++machine.counted.kills;
    }
    ++machine.counted.programs;
    const ChildProcess last(command(machine), log);
    last.ends_within(longest_life);
  }

  // What ended while the server was away is told to the journal by whoever comes next.
  void finish() const {
    Machine& machine = *machines_.front();
    for (int i = 0; i < 2; ++i) {
      ++machine.counted.programs;
      const ChildProcess process(command(machine), machine.folder.file("log"));
      process.ends_within(longest_life);
    }
  }

  void trouble_the_server(const std::atomic<std::size_t>& done) {
    std::mt19937_64 random(options_.seed);
    while (done < machines) {
      std::this_thread::sleep_for(milliseconds(200 + random() % 800));
      CuttingProxy& proxy = machines_.at(random() % machines)->proxy;
      switch (random() % 4) {
        case 0: proxy.cut(CuttingProxy::Cut::before_the_commit); break;
        case 1: proxy.cut(CuttingProxy::Cut::after_the_commit); break;
        case 2: proxy.cut_all(); break;
        default:
          server_.stop(random() % 2 == 0 ? "immediate" : "fast");
          server_.start();
          ++restarts_;
      }
    }
  }

  const Options options_;
  PostgresServer server_;
  const TemporaryFolder folder_;
  World world_{late_rows(), folder_.path(), "", [this] { return segmind::postgres_journal(server_.connection()); }};
  std::vector<Wanted> wanted_;
  std::array<std::unique_ptr<Machine>, machines> machines_;
  int restarts_ = 0;
};

Options read_options(int argc, char** argv) {
  Options options;
  options.client = read_numbers(argc, argv,
                                {{"--intentions", [&](auto number) { options.intentions = std::max(1UL, number); }},
                                 {"--kills", [&](auto number) { options.kills = number; }},
                                 {"--permission", [&](auto number) { options.permission = number != 0; }},
                                 {"--settle", [&](auto number) { options.settle = milliseconds(number); }},
                                 {"--lease", [&](auto number) { options.lease = milliseconds(std::max(1UL, number)); }},
                                 {"--seed", [&](auto number) { options.seed = number; }}},
                                help);
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return report(Farm(read_options(argc, argv)).run());
  } catch (const std::exception& exception) {
    std::cerr << exception.what() << '\n';
    return 2;
  }
}
