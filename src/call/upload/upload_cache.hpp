#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "call/upload/content_hash.hpp"
#include "call/upload/upload_source.hpp"

namespace segmind::call {

/// What a client has uploaded, so that it uploads no content twice. Thread-safe.
///
/// A file is known again by its place and time. Where those are not enough (another place, bytes in memory, a file that
/// was written a moment ago) contents of the same size are compared by their hashes; what has no equal in size is never
/// read for it.
class UploadCache {
 public:
  /// The same for all sources of this client.
  const ContentHash::Key& key() const noexcept { return key_; }

  /// The address that this content has. May read the source, and files that were uploaded before.
  std::optional<std::string> find(UploadSource& source);
  void add(const UploadSource& source, std::string address);

 private:
  struct Known {
    std::uint64_t size = 0;
    std::string address;
    std::optional<FileMark> mark;
    std::optional<ContentHash::Digest> hash;
    std::chrono::steady_clock::time_point when;
  };

  std::deque<Known> of_size(std::uint64_t size);
  void learn_hash(const std::string& address, const ContentHash::Digest& hash);

  const ContentHash::Key key_ = ContentHash::random_key();
  std::mutex mutex_;
  std::deque<Known> known_;  // the oldest first
};

/// Whether two sources have the same content. May read both.
bool is_same_content(UploadSource& one, UploadSource& other);

}  // namespace segmind::call
