#pragma once

// One program's calls, all waiting at once for answers that are minutes away, and what that costs it.

#include <string>
#if __has_include(<valgrind/callgrind.h>)
#  include <valgrind/callgrind.h>
#endif

#include "measure.hpp"

namespace bench {

/// A way to have many calls under way. The answers are not looked at beyond their being complete.
class Waiting {
 public:
  virtual ~Waiting() = default;
  virtual void begin(int count) = 0;      ///< Starts so many calls and returns.
  virtual void await_all() = 0;           ///< Returns when all have ended; throws when one has failed.
  virtual void pass(double seconds) = 0;  ///< Lets time pass while the calls wait.
};

inline void wait_until_served(Waiting& calls, int port, long count) {
  for (int i = 0; i < 6000; ++i) {
    if (ask(port, "/held") == count) return;
    calls.pass(0.01);
  }
  throw std::runtime_error("the calls do not reach the server");
}

/// What this process uses of a core while it is left alone. Another process looks: waking up to look costs a fifth of a
/// millisecond and more, which is not what waiting costs.
inline double idle_core_percent(Waiting& calls, int seconds) {
  const std::string look = "cat /proc/" + std::to_string(::getpid()) +
                           "/task/*/schedstat | awk '{ n += $1 } END { printf \"%.0f %d\\n\", n, NR }'";
  std::FILE* watcher =
      ::popen(("sleep 0.5; " + look + "; sleep " + std::to_string(seconds) + "; " + look).c_str(), "r");
  if (watcher == nullptr) throw std::runtime_error("no process to look at this one");
  calls.pass(seconds + 1.5);
  double first = 0;
  double second = 0;
  int threads = 0;
  int threads_then = 0;
  const int read = std::fscanf(watcher, "%lf %d %lf %d", &first, &threads, &second, &threads_then);
  if (::pclose(watcher) != 0 || read != 4 || first <= 0) throw std::runtime_error("the system tells no processor time");
  if (threads != threads_then) throw std::runtime_error("a thread came or went, and its time with it");
  return 100 * (second - first) / 1e9 / seconds;
}

// For a run under callgrind, which writes what it counted between the two to a file of its own. Differences of whole
// runs would not do: what beginning and ending a thousand calls costs depends on the heap's state, by more than a
// wake-up does.
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
  calls.begin(1);  // what is needed once is not counted for each
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

  calls.pass(1.5);  // timers of the connecting phase run out
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
