#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "net/curl.hpp"
#include "os/poller.hpp"

namespace segmind::net {

/// How new drivers wait for sockets. Only tests change it, before the first client.
extern std::atomic<os::Poller::Kind> usual_poller;

/// Drives curl multi handles: passes single sockets and timers to curl_multi_socket_action. Only wake() is thread-safe.
/// Must outlive the multi handles that are attached to it.
class Driver {
 public:
  Driver() : poller_(os::Poller::create(usual_poller)) {}  ///< Throws std::bad_alloc or std::system_error.
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  /// Drives a multi handle until it is detached. Throws std::bad_alloc.
  void attach(CURLM* multi);
  void detach(CURLM* multi) noexcept;

  /// Waits for a socket, a timer of curl's or wake(), at most `longest`; then lets curl handle what is ready and
  /// appends the multi handles concerned to `acted`. True when a socket was ready; more sockets may be. Throws
  /// std::bad_alloc.
  bool turn(std::chrono::milliseconds longest, std::vector<CURLM*>& acted);

  /// Ends the wait of the current or next turn(). Thread-safe.
  void wake() noexcept { poller_->wake(); }

 private:
  using Clock = std::chrono::steady_clock;

  struct Attached;
  using Timers = std::set<std::pair<Clock::time_point, Attached*>>;
  struct Attached {
    Driver* driver;
    CURLM* multi;
    Timers::node_type timer;  // spare while no timer is set: on_timer() must not fail for lack of memory
    Clock::time_point due{};
  };
  /// A socket of a multi handle's. libcurl keeps the place's number with the socket.
  struct Place {
    Attached* owner = nullptr;  // null: free
    curl_socket_t socket = CURL_SOCKET_BAD;
  };

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) noexcept;
  static int on_timer(CURLM*, long timeout_ms, void* self) noexcept;

  void make_room();
  std::size_t new_place(Attached& owner, curl_socket_t socket);
  bool holds(std::size_t place, const Attached& owner, curl_socket_t socket) const noexcept;
  void release(std::size_t place) noexcept;
  void act(const os::Poller::Ready& ready, std::vector<CURLM*>& acted) noexcept;
  void run_timers(std::vector<CURLM*>& acted) noexcept;
  void forget_timer(Attached& attached) noexcept;
  std::chrono::milliseconds wait_time(std::chrono::milliseconds longest) const noexcept;

  const std::unique_ptr<os::Poller> poller_;
  std::unordered_map<CURLM*, std::unique_ptr<Attached>> attached_;
  Timers timers_;
  std::vector<Place> places_;
  std::vector<std::size_t> free_;  // of places_
  // Few, because a cancellation must not wait: a TLS handshake takes a millisecond, and before libcurl 7.87, which
  // keeps the CA certificates, as long as it takes to read them, 30 ms.
  static constexpr std::size_t most_ready = LIBCURL_VERSION_NUM >= 0x075700 ? 16 : 2;
  std::array<os::Poller::Ready, most_ready> ready_;
};

}  // namespace segmind::net
