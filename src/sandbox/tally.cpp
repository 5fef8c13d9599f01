#include "sandbox/tally.hpp"

#include <algorithm>

#include "sandbox/countable.hpp"

namespace segmind::sandbox {
namespace {

std::uint64_t& counter_of(Counts& counts, Route route) {
  switch (route) {
    case Route::generate: return counts.generate;
    case Route::submit: return counts.submit;
    case Route::status: return counts.status;
    case Route::result: return counts.result;
    case Route::credits: return counts.credits;
    case Route::upload: return counts.upload;
    case Route::records: return counts.records;
    case Route::download: return counts.download;
    default: return counts.other;
  }
}

/// About what a request takes as JSON.
std::size_t size_of(const SeenRequest& request) {
  std::size_t bytes = 500 + request.target.size() + request.body.size();
  for (const auto& [name, value] : request.headers) bytes += name.size() + value.size();
  return bytes;
}

}  // namespace

std::uint64_t Tally::arrived(SeenRequest request, bool key_on_files_origin) {
  std::uint64_t number = 0;
  update([&](Counts& counts) {
    ++counts.requests;
    ++counts.waiting;
    ++counter_of(counts, request.route);
    if (key_on_files_origin) ++counts.keys_on_files_origin;
    requests_.push_back(std::move(request));
    if (requests_.size() > kept_requests_) {
      requests_.pop_front();
      ++first_kept_;
    }
    number = first_kept_ + requests_.size() - 1;
  });
  return number;
}

SeenRequest Tally::answered(std::uint64_t number, const std::function<void(SeenRequest&)>& note) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (number < first_kept_) return {};
  SeenRequest& seen = requests_[number - first_kept_];
  note(seen);
  answered_.push_back(number);
  if (answered_.size() > kept_requests_) {
    answered_.pop_front();
    ++first_answered_;
  }
  if (watcher_) watcher_();
  return seen;
}

Counts Tally::counts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return counts_;
}

Tally::Versioned Tally::versioned_counts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {counts_, version_};
}

std::vector<Tally::Numbered> Tally::requests_from(std::uint64_t number, Route route, std::size_t most_bytes) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Numbered> found;
  std::size_t bytes = 0;
  for (auto at = std::max(number, first_kept_); at < first_kept_ + requests_.size() && bytes < most_bytes; ++at) {
    const SeenRequest& request = requests_[at - first_kept_];
    if (route != Route::any && request.route != route) continue;
    found.push_back({at, request});
    bytes += size_of(found.back().request);
  }
  return found;
}

std::vector<Tally::Numbered> Tally::answered_from(std::uint64_t& next, std::size_t most_bytes) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<Numbered> found;
  std::size_t bytes = 0;
  for (next = std::max(next, first_answered_); next < first_answered_ + answered_.size() && bytes < most_bytes;
       ++next) {
    const auto number = answered_[next - first_answered_];
    if (number < first_kept_) continue;
    found.push_back({number, requests_[number - first_kept_]});
    bytes += size_of(found.back().request);
  }
  return found;
}

std::uint64_t Tally::answered_so_far() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return first_answered_ + answered_.size();
}

void Tally::watch(std::function<void()> watcher) {
  const std::lock_guard<std::mutex> lock(mutex_);
  watcher_ = std::move(watcher);
}

std::vector<SeenRequest> Tally::requests() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {requests_.begin(), requests_.end()};
}

bool Tally::wait_for(const Function<bool(const Counts&)>& predicate, std::chrono::milliseconds timeout) const {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, countable(timeout), [&] { return predicate(counts_); });
}

}  // namespace segmind::sandbox
