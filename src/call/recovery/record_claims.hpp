#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <unordered_map>
#include <utility>

#include "net/clock.hpp"

namespace segmind::call {

/// Which records belong to which intention: each to one at the most, so that two lost calls with equal requests do not
/// both take one clip. Belongs to the loop's thread.
class RecordClaims {
 public:
  explicit RecordClaims(const net::Clock& clock) : clock_(clock) {}

 private:
  friend class RecordHolder;

  struct Claim {
    const void* owner = nullptr;  // null once it was kept
    net::Clock::TimePoint since{};
  };

  // No search that compares times looks for a record so old.
  static constexpr std::chrono::hours remembered{48};

  bool claim(const std::string& id, const void* owner);
  bool is_free_for(const std::string& id, const void* owner) const {
    const auto place = claims_.find(id);
    return place == claims_.end() || place->second.owner == owner;
  }
  void keep(const std::string& id) noexcept {
    if (const auto place = claims_.find(id); place != claims_.end()) place->second.owner = nullptr;
  }
  void give_back(const std::string& id) noexcept { claims_.erase(id); }
  void forget_old();

  const net::Clock& clock_;
  std::unordered_map<std::string, Claim> claims_;
  std::deque<std::pair<net::Clock::TimePoint, std::string>> by_age_;
};

}  // namespace segmind::call
