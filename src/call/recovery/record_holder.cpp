#include "call/recovery/record_holder.hpp"

#include <algorithm>

namespace segmind::call {

bool RecordHolder::claim(const std::string& id) {
  const bool is_held = std::find(ids_.begin(), ids_.end(), id) != ids_.end();
  if (!is_held) ids_.push_back(id);  // first: whatever is claimed is given back
  try {
    if (claims_.claim(id, this)) return true;
  } catch (...) {
    if (!is_held) ids_.pop_back();
    throw;
  }
  if (!is_held) ids_.pop_back();
  return false;
}

void RecordHolder::keep() noexcept {
  for (const std::string& id : ids_) claims_.keep(id);
  ids_.clear();
}

void RecordHolder::give_back(const std::string& id) noexcept {
  const auto place = std::find(ids_.begin(), ids_.end(), id);
  if (place == ids_.end()) return;
  claims_.give_back(id);
  ids_.erase(place);
}

void RecordHolder::give_back() noexcept {
  for (const std::string& id : ids_) claims_.give_back(id);
  ids_.clear();
}

}  // namespace segmind::call
