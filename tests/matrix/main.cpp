// The matrix: breaks every exchange of the client at every byte, and answers it in every way. See --help.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "faults/front.hpp"
#include "matrix/heat_map.hpp"
#include "matrix/plan.hpp"
#include "matrix/stand.hpp"
#include "matrix/table.hpp"
#include "matrix/trial.hpp"

namespace {

using namespace segmind::matrix;
using Clock = std::chrono::steady_clock;

constexpr const char* help = R"(segmind_matrix [options]
  Breaks every exchange between client and sandbox and counts the charges at the sandbox.
  Prints a table. Exits with 1 when a promise was broken.

  --sample N       at most N cells for each row of the table (default: all)
  --only TEXT      only cells whose name contains TEXT, as the table spells it; may be repeated: all must match
  --lanes N        number of cells at a time (default 24)
  --slowness N     multiplies the time limits, for a busy machine (default 1)
  --wire-samples N number of offsets in each direction when the bytes are encrypted (default 40)
  --records KIND   what the account's records are like: "late rows", "v1 rows at their end", "equal rows of others",
                   "clock an hour ahead", "all of these" (default: none of these)
  --seed N         seed of the cells' order and of the sample (default 1)
  --picture FILE   also draws what every cell ended with, as an SVG
)";

struct Options {
  Selection selection;
  Records records;
  std::size_t lanes = 24;
  int slowness = 1;
  std::string picture;
  bool help = false;
};

struct Results {
  Table table;
  HeatMap picture;
};

Records records_of(const std::string& name) {
  for (Records& kind : all_kinds_of_records()) {
    if (kind.name == name) return std::move(kind);
  }
  throw std::invalid_argument("there are no such records: " + name);
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--help") {
      options.help = true;
      continue;
    }
    if (i + 1 == argc) throw std::invalid_argument(name + " is unknown, or needs a value");
    const std::string value = argv[++i];
    if (name == "--only") {
      options.selection.words.push_back(value);
    } else if (name == "--sample") {
      options.selection.most_per_row = std::stoul(value);
    } else if (name == "--lanes") {
      options.lanes = std::max(1UL, std::stoul(value));
    } else if (name == "--slowness") {
      options.slowness = std::max(1, std::stoi(value));
    } else if (name == "--wire-samples") {
      options.selection.wire_samples = std::max(1UL, std::stoul(value));
    } else if (name == "--records") {
      options.records = records_of(value);
    } else if (name == "--seed") {
      options.selection.seed = std::stoul(value);
    } else if (name == "--picture") {
      options.picture = value;
    } else {
      throw std::invalid_argument(name + " is unknown");
    }
  }
  return options;
}

// A new stand after so many cells: the proxies of a stand remember every connection.
constexpr int cells_per_stand = 400;

void run_lane(Transport transport, const std::vector<Cell>& cells, std::atomic<std::size_t>& next,
              const Options& options, Results& results, std::atomic<bool>& failed) {
  try {
    std::unique_ptr<Stand> stand;
    int tried = 0;
    for (std::size_t i = next++; i < cells.size() && !failed; i = next++) {
      if (tried++ % cells_per_stand == 0) {
        stand.reset();
        stand = std::make_unique<Stand>(transport, options.records);
      }
      const Verdict verdict = try_cell(*stand, cells[i], options.slowness);
      results.table.add(cells[i], verdict);
      results.picture.add(cells[i], verdict);
    }
  } catch (const std::exception& exception) {
    if (!failed.exchange(true)) std::cerr << "The matrix could not be run: " << exception.what() << '\n';
  }
}

bool run(Transport transport, const Options& options, Results& results) {
  const std::vector<Cell> cells = plan(transport, options.selection);
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::vector<std::thread> lanes;
  for (std::size_t i = 0; i < std::min(options.lanes, cells.size()); ++i) {
    lanes.emplace_back([&] { run_lane(transport, cells, next, options, results, failed); });
  }
  for (std::thread& lane : lanes) lane.join();
  return !failed;
}

void draw(const HeatMap& picture, const std::string& path) {
  std::ofstream file(path);
  picture.draw(file);
  if (!file.flush()) std::cerr << "The picture could not be written to " << path << '\n';
}

int run_all(const Options& options) {
  const Clock::time_point began = Clock::now();
  Results results;
  const Table& table = results.table;
  bool ran = true;
  std::string notice;
  for (const Transport transport : {Transport::plain, Transport::tls, Transport::http2}) {
    if (transport == Transport::http2 && !segmind::testing::Front::available()) {
      notice = "HTTP/2 was left out: " + segmind::testing::Front::how_to_get() + "\n";
      continue;
    }
    ran = run(transport, options, results) && ran;
  }
  if (!options.picture.empty()) draw(results.picture, options.picture);
  table.print(std::cout);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
  std::cout << '\n'
            << notice << table.cells() << " cells in " << took.count() / 1000 << '.' << took.count() % 1000 / 100
            << " s, " << options.lanes << " at a time: " << (ran && !table.is_red() ? "green" : "RED") << '\n';
  return ran && !table.is_red() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const Options options = read_options(argc, argv);
    if (!options.help) return run_all(options);
    std::cout << help;
    return 0;
  } catch (const std::exception& exception) {
    std::cerr << exception.what() << "\nSee --help.\n";
    return 2;
  }
}
