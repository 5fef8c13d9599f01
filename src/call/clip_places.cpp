#include "call/clip_places.hpp"

#include <utility>

#include "call/sink_writer.hpp"

namespace segmind::call {

std::shared_ptr<ClipPlace> ClipPlaces::take(const std::string& path, const std::string& mark, CancellationToken token) {
  const std::shared_ptr<ClipPlace> place(new ClipPlace(taken_, place_of(path), mark, std::move(token)));
  const std::lock_guard lock(taken_->mutex);
  ClipPlace*& holder = taken_->by_name[place->name_];
  if (holder != nullptr && !holder->shares_with(mark)) {
    if (!holder->gives_way()) return nullptr;
    holder->lost_ = true;
  }
  holder = place.get();
  return place;
}

ClipPlace::ClipPlace(std::shared_ptr<ClipPlaces::Taken> taken, std::string name, std::string mark,
                     CancellationToken token)
    : taken_(std::move(taken)), name_(std::move(name)), mark_(std::move(mark)), token_(std::move(token)) {}

bool ClipPlace::shares_with(const std::string& mark) const noexcept { return !mark.empty() && mark == mark_; }

bool ClipPlace::gives_way() const noexcept { return !settled_ && (cancelled_ || token_.is_cancelled()); }

void ClipPlace::give_way() noexcept {
  const std::lock_guard lock(taken_->mutex);
  cancelled_ = true;
}

bool ClipPlace::settle() noexcept {
  const std::lock_guard lock(taken_->mutex);
  settled_ = !lost_;
  return settled_;
}

void ClipPlace::leave() noexcept {
  const std::lock_guard lock(taken_->mutex);
  const auto entry = taken_->by_name.find(name_);
  if (entry != taken_->by_name.end() && entry->second == this) taken_->by_name.erase(entry);
}

}  // namespace segmind::call
