#include "client_slot.hpp"

namespace segmind::testing {

void ClientSlot::replace(ClientOptions options) {
  const std::unique_lock lock(mutex_);
  std::unique_lock entering(entering_mutex_);
  entered_.wait(entering, [this] { return entering_ == 0; });
  entering.unlock();
  client_.emplace(std::move(options));
}

void ClientSlot::pump() {
  const std::shared_lock lock(mutex_);
  const std::unique_lock alone(pumping_, std::try_to_lock);
  if (alone) client_->pump();
}

void ClientSlot::Entered::once() {
  std::call_once(done_, [this] {
    const std::lock_guard lock(slot_.entering_mutex_);
    --slot_.entering_;
    slot_.entered_.notify_all();
  });
}

}  // namespace segmind::testing
