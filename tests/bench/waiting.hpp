#pragma once

// Measures what many calls cost a program while all of them wait for their answers.

#include <string>
#if __has_include(<valgrind/callgrind.h>)
#  include <valgrind/callgrind.h>
#endif

#include "measure.hpp"

namespace bench {

/// A way to have many calls in flight. Answers are only checked to be complete.
class Waiting {
 public:
  virtual ~Waiting() = default;
  virtual void begin(int count) = 0;      ///< Starts `count` calls and returns.
  virtual void await_all() = 0;           ///< Returns when all calls have ended; throws if one failed.
  virtual void pass(double seconds) = 0;  ///< Lets time pass while the calls wait.
};

inline void wait_until_served(Waiting& calls, int port, long count) {
  for (int i = 0; i < 6000; ++i) {
    if (ask(port, "/held") == count) return;
    calls.pass(0.01);
  }
  throw std::runtime_error("the calls have not reached the server");
}

/// The share of a core, in percent, that this process uses while idle. Measured by another process, because waking up
/// to measure would itself cost 0.2 ms and more.
inline double idle_core_percent(Waiting& calls, int seconds) {
  const std::string look = "cat /proc/" + std::to_string(::getpid()) +
                           "/task/*/schedstat | awk '{ n += $1 } END { printf \"%.0f %d\\n\", n, NR }'";
  std::FILE* watcher =
      ::popen(("sleep 0.5; " + look + "; sleep " + std::to_string(seconds) + "; " + look).c_str(), "r");
  if (watcher == nullptr) throw std::runtime_error("the measuring process cannot be started");
  calls.pass(seconds + 1.5);
  double first = 0;
  double second = 0;
  int threads = 0;
  int threads_then = 0;
  const int read = std::fscanf(watcher, "%lf %d %lf %d", &first, &threads, &second, &threads_then);
  if (::pclose(watcher) != 0 || read != 4 || first <= 0) throw std::runtime_error("the processor time cannot be read");
  if (threads != threads_then) throw std::runtime_error("a thread began or ended during the measurement");
  return 100 * (second - first) / 1e9 / seconds;
}

// Under callgrind, the instructions between these two calls go to a separate file. Differences of whole runs are too
// noisy: beginning and ending a thousand calls varies with the heap's state by more than a wake-up costs.
#ifdef CALLGRIND_ZERO_STATS
inline void count_instructions_from_here() { CALLGRIND_ZERO_STATS; }
inline void count_instructions_to_here() { CALLGRIND_DUMP_STATS; }
#else
inline void count_instructions_from_here() {}
inline void count_instructions_to_here() {}
#endif

/// Prints "<name> <value>" lines.
inline void report_on(Waiting& calls, int port, int count, int idle_seconds, int spread_seconds, int nudges = 1000) {
  const auto say = [](const char* name, double value) { std::printf("%s %.6g\n", name, value); };
  calls.begin(1);  // first-use costs must not be counted
  wait_until_served(calls, port, 1);
  ask(port, "/release/0");
  calls.await_all();

  const double before_kb = resident_kb();
  const double before_start = cpu();
  calls.begin(count);
  wait_until_served(calls, port, count);
  say("threads", threads());
  say("kb_each", (resident_kb() - before_kb) / count);
  say("start_us_each", (cpu() - before_start) * 1e6 / count);

  calls.pass(1.5);  // until the timers of the connecting phase have expired
  say("idle_core_percent", idle_core_percent(calls, idle_seconds));

  count_instructions_from_here();
  const double before_nudges = cpu();
  ask(port, "/nudge/" + std::to_string(nudges) + "/1000");
  calls.pass(1.2);
  say("wake_us", (cpu() - before_nudges) * 1e6 / nudges);
  count_instructions_to_here();

  const double before_end = cpu();
  ask(port, "/release/" + std::to_string(spread_seconds * 1000));
  calls.await_all();
  say("end_cpu_s", cpu() - before_end);
  say("most_mb", most_resident_kb() / 1024);
}

}  // namespace bench
