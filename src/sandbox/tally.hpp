#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>

#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

/// What the server has seen. Written on the loop's thread, read on any.
class Tally {
 public:
  explicit Tally(std::size_t kept_requests) : kept_requests_(kept_requests) {}

  template <typename F>
  void update(F&& change) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      change(counts_);
    }
    changed_.notify_all();
  }

  /// Notes and counts a request. Returns the number for answered().
  std::uint64_t arrived(SeenRequest request, bool key_on_files_origin);

  /// Notes the request's answer, unless the request was dropped as too old.
  SeenRequest answered(std::uint64_t number, const std::function<void(SeenRequest&)>& note);

  Counts counts() const;
  std::vector<SeenRequest> requests() const;
  bool wait_for(const std::function<bool(const Counts&)>& predicate, std::chrono::milliseconds timeout) const;

 private:
  const std::size_t kept_requests_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Counts counts_;
  std::deque<SeenRequest> requests_;
  std::uint64_t first_kept_ = 0;
};

}  // namespace segmind::sandbox
