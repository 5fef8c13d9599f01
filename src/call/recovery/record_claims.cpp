#include "call/recovery/record_claims.hpp"

namespace segmind::call {

bool RecordClaims::claim(const std::string& id, const void* owner) {
  forget_old();
  if (!is_free_for(id, owner)) return false;
  const net::Clock::TimePoint now = clock_.now();
  if (claims_.emplace(id, Claim{owner, now}).second) by_age_.emplace_back(now, id);
  return true;
}

void RecordClaims::forget_old() {
  const net::Clock::TimePoint oldest = clock_.now() - remembered;
  for (; !by_age_.empty() && by_age_.front().first < oldest; by_age_.pop_front()) {
    const auto place = claims_.find(by_age_.front().second);
    if (place != claims_.end() && place->second.since < oldest) claims_.erase(place);
  }
}

bool RecordHolder::claim(const std::string& id) {
  if (!claims_.claim(id, this)) return false;
  ids_.push_back(id);
  return true;
}

void RecordHolder::keep() noexcept {
  for (const std::string& id : ids_) claims_.keep(id);
  ids_.clear();
}

void RecordHolder::give_back() noexcept {
  for (const std::string& id : ids_) claims_.give_back(id);
  ids_.clear();
}

}  // namespace segmind::call
