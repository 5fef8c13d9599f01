#include "sandbox/tally.hpp"

#include "sandbox/answer.hpp"
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

}  // namespace

std::string_view SeenRequest::header(std::string_view name) const noexcept {
  for (const auto& header : headers) {
    if (same_name(header.first, name)) return header.second;
  }
  return {};
}

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
  return seen;
}

Counts Tally::counts() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return counts_;
}

std::vector<SeenRequest> Tally::requests() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {requests_.begin(), requests_.end()};
}

bool Tally::wait_for(const std::function<bool(const Counts&)>& predicate, std::chrono::milliseconds timeout) const {
  std::unique_lock<std::mutex> lock(mutex_);
  return changed_.wait_for(lock, countable(timeout), [&] { return predicate(counts_); });
}

}  // namespace segmind::sandbox
