// Measures the time from cancel(), or from the client's destruction, to the calls' end, with many calls in one client.
// cancel <port> <count>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <segmind/segmind.hpp>

#include "measure.hpp"

namespace {

/// Records when calls end.
class Ends {
 public:
  void note(const segmind::Result<segmind::Video>& video) {
    const std::lock_guard lock(mutex_);
    as_expected_ = as_expected_ && !video && video.error().kind == segmind::ErrorKind::cancelled;
    last_ = bench::Clock::now();
    if (++count_ == awaited_) changed_.notify_one();
  }
  bench::Clock::time_point wait_for(int count) {
    std::unique_lock lock(mutex_);
    awaited_ = count;
    changed_.wait(lock, [&] { return count_ >= count; });
    if (!as_expected_) throw std::runtime_error("a call did not end as cancelled");
    return last_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bench::Clock::time_point last_;
  int count_ = 0;
  int awaited_ = 0;
  bool as_expected_ = true;
};

double milliseconds(bench::Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

segmind::ClientOptions options_for(int port) {
  segmind::ClientOptions options;
  options.api_key = bench::key;
  options.base_url = "http://127.0.0.1:" + std::to_string(port) + "/hold";
  return options;
}

/// Begins `count` calls and destroys the client at once; returns the time until the last call has ended.
double destruction_ms(int port, int count, const segmind::Wan27R2VRequest& request) {
  Ends ends;
  std::optional<segmind::Client> client(options_for(port));
  for (int i = 0; i < count; ++i) {
    client->generate_async(request).then([&](const segmind::Result<segmind::Video>& video) { ends.note(video); });
  }
  const auto start = bench::Clock::now();
  client.reset();
  return milliseconds(ends.wait_for(count) - start);
}

}  // namespace

int main(int arguments_count, char** arguments) {
  if (arguments_count != 3) return 2;
  bench::allow_many_files();
  const int port = std::atoi(arguments[1]);
  const int count = std::atoi(arguments[2]);
  Ends ends;
  segmind::Client client(options_for(port));
  const auto request = segmind::Wan27R2VRequest::Builder(bench::prompt).build();
  const segmind::CancellationSource all;
  segmind::CallOptions call;
  call.cancellation = all.token();
  std::vector<segmind::Operation<segmind::Video>> calls;
  for (int i = 0; i < count; ++i) {
    calls.push_back(client.generate_async(request, call));
    calls.back().then([&](const segmind::Result<segmind::Video>& video) { ends.note(video); });
  }
  for (int i = 0; bench::ask(port, "/held") < count && i < 6000; ++i) usleep(10'000);

  // One at a time, in an order that favours neither the oldest nor the newest call.
  const int singles = std::min(1000, count / 2);
  std::vector<double> times;
  for (int i = 0; i < singles; ++i) {
    const auto start = bench::Clock::now();
    calls[static_cast<std::size_t>(static_cast<long>(i) * 7919 % count)].cancel();
    times.push_back(milliseconds(ends.wait_for(i + 1) - start));
  }
  const auto start = bench::Clock::now();
  all.cancel();
  const double rest = milliseconds(ends.wait_for(count) - start);
  std::printf("one_p50_ms %.3f\none_p99_ms %.3f\none_most_ms %.3f\nrest %d\nrest_ms %.1f\ndestroyed_ms %.1f\n",
              bench::percentile(times, 0.5), bench::percentile(times, 0.99), bench::percentile(times, 1.0),
              count - singles, rest, destruction_ms(port, count, request));
}
