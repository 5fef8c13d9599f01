#include "call/recovery/record_claims.hpp"

namespace segmind::call {

bool RecordClaims::claim(const std::string& id, const void* owner) {
  forget_old();
  if (!is_free_for(id, owner)) return false;
  const net::Clock::TimePoint now = clock_.now();
  by_age_.emplace_back(now, id);  // first: a claim that is never forgotten would keep its record from everybody
  claims_.emplace(id, Claim{owner, now});
  return true;
}

void RecordClaims::forget_old() {
  const net::Clock::TimePoint oldest = clock_.now() - remembered;
  for (; !by_age_.empty() && by_age_.front().first < oldest; by_age_.pop_front()) {
    const auto place = claims_.find(by_age_.front().second);
    if (place != claims_.end() && place->second.since < oldest) claims_.erase(place);
  }
}

}  // namespace segmind::call
