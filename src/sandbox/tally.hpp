#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
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
      ++version_;
      if (watcher_) watcher_();
    }
    changed_.notify_all();
  }

  /// Notes and counts a request. Returns the number for answered().
  std::uint64_t arrived(SeenRequest request, bool key_on_files_origin);

  /// Notes the request's answer, unless the request was dropped as too old.
  SeenRequest answered(std::uint64_t number, const std::function<void(SeenRequest&)>& note);

  Counts counts() const;

  struct Versioned {
    Counts counts;
    std::uint64_t version;  ///< Greater after each change.
  };
  Versioned versioned_counts() const;

  /// Requests that are kept, by number: the first that arrived is 0.
  struct Numbered {
    std::uint64_t number;
    SeenRequest request;
  };
  /// Those of the route from that number on, until they have about `most_bytes`; at least one where there is one.
  std::vector<Numbered> requests_from(std::uint64_t number, Route route, std::size_t most_bytes) const;

  /// The same for answered requests, in the order of their answers. `next` becomes the number to go on with.
  std::vector<Numbered> answered_from(std::uint64_t& next, std::size_t most_bytes) const;
  std::uint64_t answered_so_far() const;

  /// Calls the watcher after every change and answer, under the lock: it must only pass the news on. Null: nobody.
  void watch(std::function<void()> watcher);

  std::vector<SeenRequest> requests() const;
  bool wait_for(const Function<bool(const Counts&)>& predicate, std::chrono::milliseconds timeout) const;

 private:
  const std::size_t kept_requests_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  Counts counts_;
  std::deque<SeenRequest> requests_;
  std::uint64_t first_kept_ = 0;
  std::deque<std::uint64_t> answered_;  // the numbers of requests
  std::uint64_t first_answered_ = 0;
  std::uint64_t version_ = 1;
  std::function<void()> watcher_;
};

}  // namespace segmind::sandbox
