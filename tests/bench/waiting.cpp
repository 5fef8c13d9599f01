// Many calls waiting at once in one client.
// waiting <port> <count> <idle seconds> <spread seconds> [wake-ups, default 1000]

#include "waiting.hpp"

#include <condition_variable>
#include <mutex>
#include <segmind/segmind.hpp>
#include <thread>

namespace {

class Ours final : public bench::Waiting {
 public:
  explicit Ours(int port) : client_(options(port)) {}

  void begin(int count) override {
    {
      const std::lock_guard lock(mutex_);
      under_way_ += count;
    }
    for (int i = 0; i < count; ++i) {
      client_.generate_async(request_).then([this](segmind::Result<segmind::Video> video) {
        const std::lock_guard lock(mutex_);
        failed_ += !video;
        if (--under_way_ == 0) changed_.notify_one();
      });
    }
  }

  void await_all() override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return under_way_ == 0; });
    if (failed_ > 0) throw std::runtime_error("a call has failed");
  }

  void pass(double seconds) override { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

 private:
  static segmind::ClientOptions options(int port) {
    segmind::ClientOptions options;
    options.api_key = bench::key;
    options.base_url = "http://127.0.0.1:" + std::to_string(port) + "/hold";
    return options;
  }

  const segmind::Wan27R2VRequest request_ = segmind::Wan27R2VRequest::Builder(bench::prompt).build();
  std::mutex mutex_;
  std::condition_variable changed_;
  int under_way_ = 0;
  int failed_ = 0;
  segmind::Client client_;  // declared last: its thread uses the members above
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  bench::allow_many_files();
  const int port = std::atoi(arguments[1]);
  Ours ours(port);
  bench::report_on(ours, port, std::atoi(arguments[2]), std::atoi(arguments[3]), std::atoi(arguments[4]),
                   count > 5 ? std::atoi(arguments[5]) : 1000);
}
