// Simulates, without a clock, how many status queries a queued job takes, and how late its end is noticed.

#include <cstdio>
#include <functional>
#include <random>

#include "call/queue/poll_schedule.hpp"

namespace {

using segmind::call::DurationHistory;
using segmind::call::Expectation;
using segmind::call::next_poll;
using std::chrono::milliseconds;

constexpr segmind::ExpectedTime told{milliseconds(329'000), milliseconds(490'000)};
constexpr Expectation documented{told.earliest, told.latest};
constexpr int jobs = 10'000;

struct Cost {
  double polls = 0;
  double late = 0;   // seconds, on average
  double worst = 0;  // seconds
};

Cost simulate(const std::function<milliseconds()>& draw, const std::function<milliseconds(milliseconds)>& next,
              const std::function<void(milliseconds)>& learn, int count = jobs) {
  Cost cost;
  for (int i = 0; i < count; ++i) {
    const milliseconds duration = draw();
    milliseconds age{0};
    for (; age < duration; age = next(age)) cost.polls += age.count() > 0;
    cost.polls += 1;
    const double late = static_cast<double>((age - duration).count()) / 1000.0;
    cost.late += late / count;
    if (late > cost.worst) cost.worst = late;
    learn(duration);
  }
  cost.polls /= count;
  return cost;
}

void row(const char* jobs_kind, const char* schedule, const Cost& cost) {
  std::printf("| %-28s | %-22s | %8.1f | %8.2f | %8.1f |\n", jobs_kind, schedule, cost.polls, cost.late, cost.worst);
}

void rows(const char* kind, const std::function<milliseconds()>& draw) {
  DurationHistory history;
  const auto learned = [&](milliseconds age) { return next_poll(age, history.expectation(told)); };
  const auto fresh = [](milliseconds age) { return next_poll(age, documented); };
  const auto forget = [](milliseconds) {};
  row(kind, "ours, first job", simulate(draw, fresh, forget));
  row(kind, "ours, learning", simulate(draw, learned, [&](milliseconds duration) { history.add(duration); }));
  for (const int seconds : {1, 2, 10}) {
    const auto fixed = [=](milliseconds age) { return age + milliseconds(seconds * 1000); };
    char name[32];
    std::snprintf(name, sizeof name, "fixed, %d s", seconds);
    row(kind, name, simulate(draw, fixed, forget));
  }
}

}  // namespace

int main() {
  std::mt19937 random(42);
  std::uniform_int_distribution<int> usual(330'000, 490'000);
  std::printf("| %-28s | %-22s | %8s | %8s | %8s |\n", "jobs", "schedule", "polls", "late, s", "worst, s");
  std::printf("|:---|:---|---:|---:|---:|\n");
  rows("10,000 of U(330, 490) s", [&] { return milliseconds(usual(random)); });
  rows("10,000 of 20 s", [] { return milliseconds(20'000); });
  rows("10,000 of 30 min", [] { return milliseconds(1'800'000); });
}
