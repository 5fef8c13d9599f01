#include "call/lifecycle/cancellation.hpp"

#include <utility>

namespace segmind {
namespace detail {

void CancellationState::cancel() noexcept {
  std::map<std::uint64_t, Listener> listeners;
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    listeners.swap(listeners_);
  }
  for (auto& [id, listener] : listeners) listener();
}

std::uint64_t CancellationState::add(Listener listener) {
  {
    const std::lock_guard lock(mutex_);
    if (!cancelled_) {
      listeners_.emplace(next_id_, std::move(listener));
      return next_id_++;
    }
  }
  listener();
  return 0;
}

void CancellationState::remove(std::uint64_t id) noexcept {
  const std::lock_guard lock(mutex_);
  listeners_.erase(id);
}

}  // namespace detail

bool CancellationToken::is_cancelled() const noexcept { return state_ && state_->is_cancelled(); }

CancellationSource::CancellationSource() { token_.state_ = std::make_shared<detail::CancellationState>(); }

void CancellationSource::cancel() const noexcept { token_.state_->cancel(); }

}  // namespace segmind
