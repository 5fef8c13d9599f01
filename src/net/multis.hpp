#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "net/driver.hpp"

namespace segmind::net {

/// The curl multi handles of a loop: where exchanges run.
///
/// What may be reused for what: exchanges that may share a connection all run in one multi handle, which keeps their
/// connections, or streams of one, for the next of them. An exchange on a connection of its own runs among a bounded
/// number of its kind, and its connection is closed when it ends: nobody else can ever send anything there. Addresses
/// that were looked up and TLS sessions, which let a new connection begin with fewer steps, are shared by all.
///
/// The number is bounded because libcurl (7.88, for one) searches a list of all connections to the same host whenever
/// one is removed: beside 5,000 that costs more than all else that an exchange does.
class Multis {
 public:
  /// One multi handle, and how many exchanges run in it.
  struct Group {
    Multi multi;
    std::size_t size = 0;
  };

  /// Throws std::bad_alloc, or std::runtime_error when libcurl cannot start. The driver must outlive it.
  explicit Multis(Driver& driver);
  ~Multis();
  Multis(const Multis&) = delete;
  Multis& operator=(const Multis&) = delete;

  /// Begins an exchange and says where. Throws std::bad_alloc.
  Group& add(CURL* handle, bool own_connection);
  void remove(CURL* handle, Group& group) noexcept;

  /// Gives back what is no longer needed. Not while the driver's list of who acted is being read.
  void tidy() noexcept;

 private:
  Group& group_with_room();
  std::unique_ptr<Group> make_group();

  struct ShareDelete {
    void operator()(CURLSH* share) const noexcept { curl_share_cleanup(share); }
  };

  Driver& driver_;
  std::unique_ptr<CURLSH, ShareDelete> share_;
  std::unique_ptr<Group> shared_;
  std::vector<std::unique_ptr<Group>> groups_;
  std::size_t empty_ = 0;
};

}  // namespace segmind::net
