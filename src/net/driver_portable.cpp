#include <algorithm>

#include "net/driver.hpp"

namespace segmind::net {
namespace {

class PortableDriver final : public Driver {
 public:
  explicit PortableDriver(CURLM* multi) : multi_(multi) {}

  void turn(std::chrono::milliseconds longest) override {
    constexpr long long most = 60'000;
    curl_multi_poll(multi_, nullptr, 0, static_cast<int>(std::min<long long>(longest.count(), most)), nullptr);
    int running = 0;
    curl_multi_perform(multi_, &running);
  }

  void wake() noexcept override { curl_multi_wakeup(multi_); }

 private:
  CURLM* multi_;
};

}  // namespace

std::unique_ptr<Driver> create_portable_driver(CURLM* multi) { return std::make_unique<PortableDriver>(multi); }

}  // namespace segmind::net
