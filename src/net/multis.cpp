#include "net/multis.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>

namespace segmind::net {
namespace {

constexpr std::size_t most_in_a_group = 128;
constexpr std::uint64_t http2_window = 65'535;  // bytes; initial window of a stream (RFC 9113)

CURLSH* new_share() {
  if (!start_curl()) throw std::runtime_error("libcurl cannot start");
  CURLSH* share = curl_share_init();
  if (share == nullptr) throw std::bad_alloc();
  // No lock functions: only one thread at a time uses the share.
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  return share;
}

}  // namespace

Multis::Multis(Driver& driver) : driver_(driver), share_(new_share()), shared_(make_group(Use::shared)) {}

Multis::~Multis() {
  for (const auto& group : groups_) driver_.detach(group->multi.get());
  for (const auto& group : left_) driver_.detach(group->multi.get());
  if (large_) driver_.detach(large_->multi.get());
  driver_.detach(shared_->multi.get());
}

std::unique_ptr<Multis::Group> Multis::make_group(Use use) {
  auto group = std::make_unique<Group>();
  group->use = use;
  group->multi.reset(curl_multi_init());
  if (!group->multi) throw std::bad_alloc();
  driver_.attach(group->multi.get());
  if (use != Use::paid) {
    curl_multi_setopt(group->multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS, most_shared_connections);
  }
  return group;
}

Multis::Group& Multis::group_with_room() {
  for (const auto& group : groups_) {
    if (group->size < most_in_a_group) return *group;
  }
  groups_.reserve(groups_.size() + 1);
  groups_.push_back(make_group(Use::paid));
  ++empty_;
  return *groups_.back();
}

Multis::Group& Multis::group_for(Connection connection, bool large) {
  if (connection == Connection::own) return group_with_room();
  if (!large) return *shared_;
  if (!large_) large_ = make_group(Use::large);
  return *large_;
}

Multis::Group& Multis::add(CURL* handle, Connection connection, std::uint64_t body_size) {
  const bool large = body_size > http2_window;
  Group& group = group_for(connection, large);
  curl_easy_setopt(handle, CURLOPT_SHARE, share_.get());
  const long shares = connection == Connection::shared ? 1 : 0;
  curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, 1 - shares);
  curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, 1 - shares);
  const long http_1_1 = CURL_HTTP_VERSION_1_1, http_2 = CURL_HTTP_VERSION_2TLS;
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, large ? http_1_1 : http_2);
  curl_easy_setopt(handle, CURLOPT_PIPEWAIT, shares);  // prefer a stream of a connection in the making to a new one
  if (curl_multi_add_handle(group.multi.get(), handle) != CURLM_OK) throw std::bad_alloc();
  if (group.use == Use::paid && group.size == 0) --empty_;
  ++group.size;
  return group;
}

void Multis::remove(CURL* handle, Group& group) noexcept {
  curl_multi_remove_handle(group.multi.get(), handle);
  --group.size;
  if (group.use == Use::paid && group.size == 0) ++empty_;
}

void Multis::heard(CURL* handle, Group& group, std::uint64_t id) noexcept {
  group.last_heard = std::max(group.last_heard, id);
  if (group.multiplexes || group.use != Use::shared) return;
  long version = 0;
  group.multiplexes =
      curl_easy_getinfo(handle, CURLINFO_HTTP_VERSION, &version) == CURLE_OK && version >= CURL_HTTP_VERSION_2_0;
}

// A multi handle without exchanges has no dead connection: that was closed with its last exchange.
void Multis::silent(const Group& group, std::uint64_t id) {
  if (&group != shared_.get() || !group.multiplexes || group.last_heard > id) return;
  const auto empty = std::find_if(left_.begin(), left_.end(), [](const auto& left) { return left->size == 0; });
  if (empty != left_.end()) return shared_.swap(*empty);
  if (left_.size() + 1 == most_shared) return;
  left_.reserve(most_shared - 1);
  left_.push_back(make_group(Use::shared));
  shared_.swap(left_.back());
}

void Multis::tidy() noexcept {
  if (empty_ <= 1) return;  // keep one for the next exchange
  const auto from =
      std::stable_partition(groups_.begin(), groups_.end(), [](const auto& group) { return group->size > 0; });
  for (auto group = from + 1; group != groups_.end(); ++group) driver_.detach((*group)->multi.get());
  groups_.erase(from + 1, groups_.end());
  empty_ = 1;
}

}  // namespace segmind::net
