#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "net/driver.hpp"
#include "net/exchange.hpp"

namespace segmind::net {

/// The curl multi handles of a transport: where exchanges run, and which connections they share.
///
/// Connection::shared: questions, small uploads and downloads run in one multi handle. It keeps their connections, and
/// over HTTP/2 gives many of them one. At most most_shared_connections to a host; later exchanges wait for one.
/// Connection::fresh: likewise, on a new connection.
/// Connection::own: a request that pays has a connection on which nothing else is ever sent. The number is not bounded
/// here. These run in groups: libcurl (7.88) searches all connections to a host whenever one is removed, and beside
/// 5,000 that costs more than all else in an exchange.
/// Looked-up addresses and TLS sessions are shared by all.
///
/// A dead connection over HTTP/2: libcurl puts every stream on it for as long as another stream is there. When an
/// exchange gets no answer in time, nor does any that began later, the next ones share another multi handle, of
/// most_shared.
///
/// Bodies larger than an HTTP/2 window leave over HTTP/1.1: when an answer comes while the body leaves, libcurl (7.88)
/// breaks the stream or spins, and what was paid for is not heard. Large uploads have a multi handle of their own:
/// beside HTTP/2 to the same host, libcurl sends other requests into the middle of a body.
///
/// A driver that takes one multi handle alone has all in that one, without a bound, over HTTP/1.1.
class Multis {
 public:
  static constexpr long most_shared_connections = 32;  ///< In each multi handle that is shared, to a host.
  static constexpr std::size_t most_shared = 4;

  enum class Use { shared, large, paid };

  /// One multi handle, and how many exchanges run in it.
  struct Group {
    Multi multi;
    Use use = Use::shared;
    std::size_t size = 0;
    bool multiplexes = false;      // it has had an answer over HTTP/2
    std::uint64_t last_heard = 0;  // the id of the latest exchange to begin of those that were answered
  };

  /// Throws std::bad_alloc, or std::runtime_error when libcurl cannot start. The driver must outlive it.
  explicit Multis(Driver& driver);
  ~Multis();
  Multis(const Multis&) = delete;
  Multis& operator=(const Multis&) = delete;

  /// Begins an exchange, and says where. Throws std::bad_alloc.
  Group& add(CURL* handle, Connection connection, std::uint64_t body_size);
  void remove(CURL* handle, Group& group) noexcept;

  /// Exchange number `id` was answered; numbers grow in the order in which exchanges begin.
  void heard(CURL* handle, Group& group, std::uint64_t id) noexcept;
  /// Exchange number `id` was not, in time. Throws std::bad_alloc.
  void silent(const Group& group, std::uint64_t id);

  /// Gives back what is no longer needed. Not while the driver's list of who acted is being read.
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
  std::unique_ptr<Group> large_;              // shared by those with large bodies; null until one comes
  std::vector<std::unique_ptr<Group>> left_;  // that were shared, and will be again
  std::vector<std::unique_ptr<Group>> groups_;
  std::size_t empty_ = 0;
};

}  // namespace segmind::net
