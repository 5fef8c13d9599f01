#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "net/driver.hpp"
#include "net/exchange.hpp"

namespace segmind::net {

/// The curl multi handles of a loop: where exchanges run.
///
/// What may be reused for what: questions, small uploads and downloads (Connection::shared) all run in one multi
/// handle, which keeps their connections for the next of them, and gives many of them one connection where the server
/// speaks HTTP/2. There are at most most_shared_connections to a host; who comes then waits for one. One that is tried
/// again after a failure gets a new connection (Connection::fresh), which counts as well. A request that pays
/// (Connection::own) has a connection on which nothing was sent before and nothing is sent afterwards; such a one waits
/// for minutes, and so it is not counted: the caller bounds how many there are. Addresses that were looked up and TLS
/// sessions, which let a new connection begin with fewer steps, are shared by all.
///
/// Over HTTP/2 libcurl puts every stream on the connection that stands, for as long as another is on it, dead or not.
/// So when one gets no answer in time, and nobody who began after it got one either, those that come later share
/// another multi handle, of at most most_shared in turn. Over HTTP/1.1 a connection without an answer is closed with
/// its exchange.
///
/// Requests that pay run in groups, because libcurl (7.88, for one) searches a list of all connections to the same host
/// whenever one is removed: beside 5,000 that costs more than all else that an exchange does.
///
/// What has a larger body than HTTP/2 lets leave at once leaves over HTTP/1.1: when the answer comes while the rest is
/// leaving, libcurl (7.88, for one) breaks a stream, or turns in circles, and what was paid for is not heard. Large
/// uploads have a multi handle of that kind, with as many connections of their own: beside HTTP/2 to the same host,
/// libcurl would send others' requests into the middle of a body.
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
