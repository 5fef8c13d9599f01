#pragma once

#include <chrono>
#include <ctime>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "sandbox/exchange.hpp"

namespace segmind::sandbox {

/// The files that can be downloaded, in memory. Thread-safe: threads that draw clips read references here.
class Files {
 public:
  struct File {
    std::shared_ptr<const std::string> bytes;
    std::string content_type;
    std::string tag;
    std::time_t modified = 0;
    std::chrono::steady_clock::time_point stored;
  };

  Files(std::chrono::milliseconds lifetime, bool ranges, bool validators)
      : lifetime_(lifetime), ranges_(ranges), validators_(validators) {}

  /// Keeps a file and returns its path.
  std::string add(std::shared_ptr<const std::string> bytes, const std::string& content_type);

  /// False: no such file.
  bool replace(const std::string& path, std::shared_ptr<const std::string> bytes);

  std::optional<File> find(const std::string& path) const;

  /// Answers a GET or HEAD: whole, in part, or not at all.
  Answer serve(const Request& request) const;

 private:
  File make(std::shared_ptr<const std::string> bytes, const std::string& content_type);

  const std::chrono::milliseconds lifetime_;
  const bool ranges_;
  const bool validators_;
  mutable std::mutex mutex_;
  std::map<std::string, File> files_;
  std::uint64_t next_ = 1;
};

}  // namespace segmind::sandbox
