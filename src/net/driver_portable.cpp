#include <algorithm>

#include "net/driver.hpp"

namespace segmind::net {
namespace {

class PortableDriver final : public Driver {
 public:
  void attach(CURLM* multi) override { multi_ = multi; }
  void detach(CURLM*) noexcept override { multi_ = nullptr; }
  bool takes_many() const noexcept override { return false; }

  bool turn(std::chrono::milliseconds longest, std::vector<CURLM*>& acted) override {
    constexpr long long most = 60'000;
    int ready = 0;
    curl_multi_poll(multi_, nullptr, 0, static_cast<int>(std::min<long long>(longest.count(), most)), &ready);
    int running = 0;
    curl_multi_perform(multi_, &running);
    acted.push_back(multi_);
    return ready > 0;
  }

  void wake() noexcept override { curl_multi_wakeup(multi_); }

 private:
  CURLM* multi_ = nullptr;
};

}  // namespace

std::unique_ptr<Driver> Driver::create(Kind kind) {
  std::unique_ptr<Driver> best = kind == Kind::best ? create_epoll_driver() : nullptr;
  return best ? std::move(best) : std::make_unique<PortableDriver>();
}

}  // namespace segmind::net
