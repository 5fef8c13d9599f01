#include "call/clip/downloads.hpp"

#include <algorithm>
#include <utility>

namespace segmind::call {

using Named = api::ResultAddress::Named;

bool brings_clip(const std::vector<api::ResultAddress>& addresses) noexcept {
  return std::any_of(addresses.begin(), addresses.end(), [](const auto& each) { return is_inline(each.text); });
}

void Downloads::start(std::vector<api::ResultAddress> addresses) {
  left_ = std::move(addresses);
  if (left_.front().named == Named::film) {
    const auto is_no_film = [](const api::ResultAddress& address) { return address.named == Named::other; };
    left_.erase(std::remove_if(left_.begin(), left_.end(), is_no_film), left_.end());
  }
  const auto best = std::find_if(left_.begin(), left_.end(), [](const auto& each) { return !is_inline(each.text); });
  address_ = best == left_.end() ? "" : best->text;
  std::reverse(left_.begin(), left_.end());
  expected_ = output_;
  best_failure_.reset();
  brought_.reset();
  progressed_ = false;
  next();
}

void Downloads::stop() noexcept {
  if (download_ && download_->has_begun()) address_.swap(asked_);
  download_.reset();
}

void Downloads::next() {
  current_ = std::move(left_.back());
  const api::ResultAddress address = current_;
  left_.pop_back();
  asked_ = is_inline(address.text) ? "" : address.text;
  if (is_inline(address.text) && !left_.empty()) brought_ = address;
  if (!download_) {
    download_ = std::make_unique<Download>(
        call_, sink_, [this](Download::End end, std::optional<Error> error) { on_end(end, std::move(error)); });
  }
  const Output expected = expected_;
  if (address.named == Named::film) expected_ = Output::film;  // of those that take its place
  download_->start(address.text, expected);
}

void Downloads::on_end(Download::End end, std::optional<Error> error) {
  using End = Download::End;
  progressed_ |= download_->has_progressed();
  if (end != End::absent && end != End::unusable) {
    address_ = asked_;
    return on_end_(end, std::move(error));
  }
  // It was paid for: where no other address has the clip, it is fetched again to be kept.
  if (download_->holds_other_media() && !left_.empty()) brought_ = current_;
  if (!best_failure_) best_failure_ = Failure{end, std::move(*error)};
  if (end == End::absent) best_failure_->end = End::absent;  // waiting mends one of them at least
  // Rule 3: bytes that were paid for are never thrown away, and the others took their place.
  if (left_.empty() && brought_) left_.push_back(*std::exchange(brought_, std::nullopt));
  if (!left_.empty()) return next();
  on_end_(best_failure_->end, std::move(best_failure_->error));
}

}  // namespace segmind::call
