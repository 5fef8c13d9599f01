#include "call/clip/file_claims.hpp"

#include <algorithm>
#include <utility>

#include "call/clip/sink_writer.hpp"

namespace segmind::call {

std::shared_ptr<FileClaim> FileClaims::take(const std::string& path, const std::string& mark, CancellationToken token) {
  const std::shared_ptr<FileClaim> claim(new FileClaim(taken_, place_of(path), mark, std::move(token)));
  const std::lock_guard lock(taken_->mutex);
  const auto [begin, end] = taken_->by_name.equal_range(claim->name_);
  const auto keeps = [&](const auto& held) { return !held.second->shares_with(mark) && !held.second->gives_way(); };
  if (std::any_of(begin, end, keeps)) return nullptr;
  std::for_each(begin, end, [&](const auto& held) { held.second->lost_ |= !held.second->shares_with(mark); });
  taken_->by_name.emplace(claim->name_, claim.get());
  return claim;
}

FileClaim::FileClaim(std::shared_ptr<FileClaims::Taken> taken, std::string name, std::string mark,
                     CancellationToken token)
    : taken_(std::move(taken)), name_(std::move(name)), mark_(std::move(mark)), token_(std::move(token)) {}

bool FileClaim::shares_with(const std::string& mark) const noexcept { return !mark.empty() && mark == mark_; }

bool FileClaim::gives_way() const noexcept { return !confirmed_ && (cancelled_ || token_.is_cancelled()); }

void FileClaim::give_way() noexcept {
  const std::lock_guard lock(taken_->mutex);
  cancelled_ = true;
}

bool FileClaim::confirm() noexcept {
  const std::lock_guard lock(taken_->mutex);
  confirmed_ = !lost_;
  return confirmed_;
}

void FileClaim::release() noexcept {
  const std::lock_guard lock(taken_->mutex);
  const auto [begin, end] = taken_->by_name.equal_range(name_);
  const auto own = std::find_if(begin, end, [this](const auto& held) { return held.second == this; });
  if (own != end) taken_->by_name.erase(own);
}

}  // namespace segmind::call
