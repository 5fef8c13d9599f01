#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "net/driver.hpp"
#include "net/multis.hpp"
#include "net/transfer.hpp"
#include "net/transport.hpp"

namespace segmind::net {

/// The Transport over libcurl.
class CurlTransport final : public Transport {
 public:
  /// Throws std::bad_alloc, std::system_error, or std::runtime_error when libcurl cannot start.
  CurlTransport(Environment environment, std::shared_ptr<const Clock> clock);
  ~CurlTransport() override { end(); }

  ExchangeId start(HttpRequest request, Listener& listener) override;
  void stop(ExchangeId id) noexcept override;
  void stop_silent(ExchangeId id) noexcept override;
  bool turn(std::chrono::milliseconds longest) noexcept override;
  bool is_closing() const noexcept override { return !stopped_.empty(); }
  void wake() noexcept override { driver_.wake(); }
  void close() noexcept override { closed_ = true; }
  void end() noexcept override;

 private:
  struct Running {
    std::unique_ptr<Transfer> transfer;
    Multis::Group* group = nullptr;
  };

  Transfer* find(ExchangeId id) const noexcept;
  bool let_curl_act(std::chrono::milliseconds longest) noexcept;
  void read_on(ExchangeId id) noexcept;
  void finish_all() noexcept;
  void finish(CURL* handle, CURLcode code) noexcept;
  void let_nobody_wait(const Multis::Group& group) noexcept;
  void drop_send_buffers() noexcept;
  void close_stopped() noexcept;
  void remove(ExchangeId id) noexcept;

  const std::shared_ptr<const Clock> clock_;
  Driver driver_;
  std::optional<Multis> multis_;  // until end()
  HandlePool handles_;
  Reading reading_{*clock_};
  ConnectingWatch connecting_;
  std::vector<ExchangeId> sent_;  // exchanges whose send buffers are still to be dropped
  std::atomic<bool> closed_{false};
  const Surroundings around_{handles_.environment(), *clock_, closed_, reading_, connecting_, sent_};
  std::unordered_map<ExchangeId, Running> running_;
  std::deque<ExchangeId> stopped_;  // stopped exchanges whose connections are still open
  std::vector<CURLM*> acted_;       // multi handles that curl worked on in this turn
  ExchangeId last_id_ = 0;
};

}  // namespace segmind::net
