#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "net/driver.hpp"
#include "net/exchange.hpp"

namespace segmind::net {

/// The curl multi handles of a transport: where exchanges run, and which connections they share. DNS results and TLS
/// sessions are shared by all.
///
/// - Connection::shared: status queries, downloads and small uploads run in one multi handle, which reuses connections
///   and multiplexes over HTTP/2. At most most_shared_connections to a host; further exchanges wait.
/// - Connection::fresh: in the same multi handle, on a new connection.
/// - Connection::own: requests that pay have a connection each, any number. They run in groups of 128, because libcurl
///   (7.88) searches all connections of a multi handle to a host whenever it removes one: with 5,000 that is the
///   dearest part of an exchange.
///
/// libcurl (7.88) faults that this works around:
/// - It adds streams to a dead HTTP/2 connection as long as that has another stream. When an exchange gets no answer in
///   time, and no later exchange did, further exchanges move to another of up to most_shared multi handles.
/// - An answer that arrives while the body is being sent breaks an HTTP/2 stream, or makes libcurl spin. So bodies
///   larger than the HTTP/2 window are sent over HTTP/1.1.
/// - Beside HTTP/2 to the same host, it writes other requests into the middle of an HTTP/1.1 body. So large uploads
///   have a multi handle of their own.
class Multis {
 public:
  static constexpr long most_shared_connections = 32;  ///< To one host, in each shared multi handle.
  static constexpr std::size_t most_shared = 4;

  enum class Use { shared, large, paid };

  /// One multi handle.
  struct Group {
    Multi multi;
    Use use = Use::shared;
    std::size_t size = 0;          // exchanges in flight
    bool multiplexes = false;      // has had an answer over HTTP/2
    std::uint64_t last_heard = 0;  // highest id of an answered exchange
  };

  /// Throws std::bad_alloc, or std::runtime_error when libcurl cannot start. The driver must outlive it.
  explicit Multis(Driver& driver);
  ~Multis();
  Multis(const Multis&) = delete;
  Multis& operator=(const Multis&) = delete;

  /// Starts an exchange; returns its multi handle. Throws std::bad_alloc.
  Group& add(CURL* handle, Connection connection, std::uint64_t body_size);
  void remove(CURL* handle, Group& group) noexcept;

  /// Exchange `id` was answered. Later exchanges must have higher ids.
  void heard(CURL* handle, Group& group, std::uint64_t id) noexcept;
  /// Exchange `id` got no answer in time. Throws std::bad_alloc.
  void silent(const Group& group, std::uint64_t id);

  /// Frees unused multi handles. The pointers in a driver's `acted` list become invalid.
  void tidy() noexcept;

 private:
  Group& group_for(Connection connection, bool large);
  Group& group_with_room();
  std::unique_ptr<Group> make_group(Use use);

  struct ShareDelete {
    void operator()(CURLSH* share) const noexcept { curl_share_cleanup(share); }
  };

  Driver& driver_;
  std::unique_ptr<CURLSH, ShareDelete> share_;
  std::unique_ptr<Group> shared_;
  std::unique_ptr<Group> large_;                // for large uploads; null until the first
  std::vector<std::unique_ptr<Group>> left_;    // formerly shared_: left after a silence, reused when empty
  std::vector<std::unique_ptr<Group>> groups_;  // for requests that pay
  std::size_t empty_ = 0;                       // of groups_
};

}  // namespace segmind::net
