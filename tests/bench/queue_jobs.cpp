// Many jobs in the service's queue, in simulated time: measures memory, status queries and processor time per job.
// queue_jobs <jobs> <most at once> <requests a minute, 0 for no limit>

#include <functional>
#include <segmind/segmind.hpp>

#include "call/client_options.hpp"
#include "measure.hpp"
#include "simulation.hpp"

namespace {

segmind::ClientOptions options(int requests_per_minute) {
  segmind::ClientOptions options;
  options.api_key = bench::key;
  options.base_url = "http://127.0.0.1:1";
  options.requests_per_minute = requests_per_minute;
  options.pumped = true;
  return options;
}

class Run {
 public:
  Run(int jobs, int at_once, int requests_per_minute)
      : engine_(segmind::call::make_engine(options(requests_per_minute),
                                           {std::make_unique<bench::SimulatedTransport>(clock_, service_), clock_})),
        client_(engine_),
        to_begin_(jobs),
        at_once_(at_once) {}

  const bench::Seen& seen() const { return service_->seen(); }
  double simulated_hours() const { return std::chrono::duration<double, std::ratio<3600>>(clock_->passed()).count(); }

  int failed() const { return failed_; }
  double most_kb() const { return most_kb_; }

  void drive() {
    const double before_kb = bench::resident_kb();
    while (under_way_ < at_once_ && to_begin_ > 0) begin_one();
    do {
      if (submitted_ == at_once_ && most_kb_ == 0) most_kb_ = bench::resident_kb() - before_kb;
      engine_->loop().turn(std::chrono::hours(1));
    } while (client_.pump());
  }

 private:
  void begin_one() {
    --to_begin_;
    ++under_way_;
    client_.submit_async(request_).then([this](segmind::Result<segmind::Job> job) {
      ++submitted_;
      if (!job) return end(false);
      job->wait_async().then([this](const segmind::Result<segmind::Video>& video) { end(video.has_value()); });
    });
  }

  void end(bool well) {
    failed_ += !well;
    --under_way_;
    if (to_begin_ > 0) begin_one();
  }

  const std::shared_ptr<bench::SimulatedClock> clock_ = std::make_shared<bench::SimulatedClock>();
  const std::shared_ptr<bench::SimulatedService> service_ = std::make_shared<bench::SimulatedService>(*clock_);
  const std::shared_ptr<segmind::call::Engine> engine_;
  segmind::Client client_;
  const segmind::Wan27R2VRequest request_ = segmind::Wan27R2VRequest::Builder(bench::prompt).build();
  int to_begin_;
  const int at_once_;
  int under_way_ = 0;
  int submitted_ = 0;
  int failed_ = 0;
  double most_kb_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const int jobs = std::atoi(arguments[1]);
  const int at_once = std::min(jobs, std::atoi(arguments[2]));
  const double before = bench::cpu();
  Run run(jobs, at_once, std::atoi(arguments[3]));
  run.drive();
  const bench::Seen& seen = run.seen();
  const auto each = [&](std::uint64_t number) { return static_cast<double>(number) / jobs; };
  std::printf("failed %d\nkb_each %.2f\npolls_each %.2f\nmost_in_a_minute %llu\n", run.failed(),
              run.most_kb() / at_once, each(seen.polls), static_cast<unsigned long long>(seen.most_in_a_minute));
  std::printf("cpu_us_each %.1f\nsimulated_hours %.2f\n", (bench::cpu() - before) * 1e6 / jobs, run.simulated_hours());
  return run.failed() == 0 && seen.submits == static_cast<std::uint64_t>(jobs) ? 0 : 1;
}
