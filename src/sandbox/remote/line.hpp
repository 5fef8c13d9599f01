#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace segmind::sandbox {

/// The way to a control interface: libcurl, over connections that are used again. Thread-safe.
class Line {
 public:
  /// The address has no slash at its end.
  explicit Line(std::string url);
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  const std::string& url() const noexcept { return url_; }

  struct Order {
    std::string method = "GET";
    std::string path{};  ///< With the query.
    std::string body{};
    std::string content_type = "application/json";
    std::chrono::milliseconds may_wait{0};  ///< How long the other side may take in addition to the usual time.
  };
  struct Reply {
    long status = 0;
    std::string body{};
  };

  /// Throws std::runtime_error where there is no answer.
  Reply ask(const Order& order) const;

  /// Ends the calls under way, and every later one at once.
  void stop() noexcept;

 private:
  class Handle;

  std::unique_ptr<Handle> take() const;
  void give_back(std::unique_ptr<Handle> handle) const;

  const std::string url_;
  std::atomic<bool> stopped_{false};
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Handle>> idle_;
  mutable std::vector<Handle*> busy_;
};

}  // namespace segmind::sandbox
