#include "matrix/life.hpp"

#include <array>
#include <fstream>
#include <sstream>

#include "faults/child_process.hpp"

namespace segmind::matrix {
namespace {

using namespace std::chrono_literals;
using testing::ChildProcess;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds longest_life{90};

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string last_line(const std::filesystem::path& file) {
  std::string line;
  std::istringstream lines(text_of(file));
  for (std::string next; std::getline(lines, next);) line = next;
  return line;
}

// Waits until `when`, to the microsecond, or until the process ends. True if the process ended.
bool ends_before(const ChildProcess& process, Clock::time_point when) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(when - Clock::now());
    if (process.ends_within(std::max(left, 0ms))) return true;
    if (Clock::now() >= when) return false;
  }
}

}  // namespace

Moment random_moment(std::mt19937_64& random, std::chrono::milliseconds life) {
  const auto up_to = [&](std::chrono::microseconds most) {
    return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(random));
  };
  if (random() % 2 == 0) return {"", up_to(life)};
  const std::array<std::pair<const char*, std::chrono::microseconds>, 6> words{{{"begun", 5ms},
                                                                                {"told", 1ms},
                                                                                {"submitted", 3ms},
                                                                                {"generating", 200ms},
                                                                                {"downloading", 250ms},
                                                                                {Moment::saving, 4ms}}};
  const auto& [word, most] = words[random() % words.size()];
  return {word, up_to(most)};
}

std::string live_until(const std::vector<std::string>& command, const std::filesystem::path& log, const Moment& moment,
                       const std::function<bool()>& is_saving) {
  {
    const ChildProcess process(command, log.string());
    const Clock::time_point give_up = Clock::now() + longest_life;
    const auto has_come = [&] {
      if (moment.after == Moment::saving) return is_saving();
      return moment.after.empty() || text_of(log).find(moment.after + '\n') != std::string::npos;
    };
    bool ended = false;
    while (!has_come() && !(ended = process.ends_within(1ms)) && Clock::now() < give_up) {
    }
    if (!ended) ends_before(process, Clock::now() + moment.wait);
  }
  return last_line(log);
}

std::string live(const std::vector<std::string>& command, const std::filesystem::path& log) {
  {
    const ChildProcess process(command, log.string());
    process.ends_within(longest_life);
  }
  return last_line(log);
}

}  // namespace segmind::matrix
