#include "matrix/life.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <thread>

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

// False if the process ended before that moment.
bool lives_until(const ChildProcess& process, const Life& life, const Moment& moment) {
  const Clock::time_point give_up = Clock::now() + longest_life;
  const auto has_come = [&] {
    if (moment.after == Moment::saving) return life.is_saving();
    return moment.after.empty() || text_of(life.log).find(moment.after + '\n') != std::string::npos;
  };
  while (!has_come()) {
    if (process.ends_within(1ms)) return false;
    if (Clock::now() > give_up) return true;
  }
  return !ends_before(process, Clock::now() + moment.wait);
}

}  // namespace

Moment random_moment(std::mt19937_64& random, std::chrono::milliseconds life) {
  const auto up_to = [&](std::chrono::microseconds most) {
    return std::chrono::microseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(random));
  };
  if (random() % 2 == 0) return {"", up_to(life)};
  // What the program says, and about how long it then has that to do. The journal's steps stand there twice.
  const std::array<std::pair<const char*, std::chrono::microseconds>, 11> words{{{"made", 5ms},
                                                                                 {"begun", 4ms},
                                                                                 {"begun", 1ms},
                                                                                 {"leaving", 6ms},
                                                                                 {"leaving", 2ms},
                                                                                 {"submitted", 4ms},
                                                                                 {"generating", 200ms},
                                                                                 {"receiving", 2ms},
                                                                                 {"downloading", 250ms},
                                                                                 {"recorded", 2ms},
                                                                                 {Moment::saving, 4ms}}};
  const auto& [word, most] = words[random() % words.size()];
  return {word, up_to(most)};
}

std::string live_until(const Life& life, const Moment& moment) {
  {
    const ChildProcess process(life.command, life.log.string());
    lives_until(process, life, moment);
  }
  return last_line(life.log);
}

std::string live_frozen(const Life& life, const Moment& moment, std::chrono::milliseconds time,
                        const std::function<void()>& meanwhile) {
  const ChildProcess process(life.command, life.log.string());
  if (!lives_until(process, life, moment)) return "done";
  process.freeze();
  const Clock::time_point thawed_at = Clock::now() + time;
  std::string word = last_line(life.log);
  std::thread thawing([&] {
    ends_before(process, thawed_at);  // it cannot end: it is stopped
    process.thaw();
  });
  meanwhile();
  thawing.join();
  process.ends_within(longest_life);
  return word;
}

std::string live(const Life& life) {
  {
    const ChildProcess process(life.command, life.log.string());
    process.ends_within(longest_life);
  }
  return last_line(life.log);
}

}  // namespace segmind::matrix
