#include "call/upload/upload_cache.hpp"

#include <utility>

#include "os/utf8_path.hpp"

namespace segmind::call {
namespace {

// How long the service keeps what was uploaded is not published; results stay for seven days.
constexpr std::chrono::hours trusted_for{24};
constexpr std::size_t most_known = 4096;

}  // namespace

std::deque<UploadCache::Known> UploadCache::of_size(std::uint64_t size) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  while (!known_.empty() && (known_.size() > most_known || known_.front().when + trusted_for < now)) {
    known_.pop_front();
  }
  std::deque<Known> found;
  for (const Known& known : known_) {
    if (known.size == size) found.push_back(known);
  }
  return found;
}

void UploadCache::learn_hash(const std::string& address, const ContentHash::Digest& hash) {
  const std::lock_guard lock(mutex_);
  for (Known& known : known_) {
    if (known.address == address) known.hash = hash;
  }
}

std::optional<std::string> UploadCache::find(UploadSource& source) {
  const std::deque<Known> candidates = of_size(source.size());
  for (const Known& known : candidates) {
    if (known.mark && known.mark->settled && known.mark == source.mark()) return known.address;
  }
  for (const Known& known : candidates) {
    std::optional<ContentHash::Digest> hash = known.hash;
    if (!hash && known.mark && mark_of(known.mark->path) == known.mark) {
      hash = UploadSource::file(os::utf8_from_path(known.mark->path), key_)->hash();
      if (hash) learn_hash(known.address, *hash);
    }
    if (hash && source.hash() == hash) return known.address;
  }
  return std::nullopt;
}

void UploadCache::add(const UploadSource& source, std::string address) {
  Known known{source.size(), std::move(address), source.mark(), source.known_hash(), std::chrono::steady_clock::now()};
  const std::lock_guard lock(mutex_);
  known_.push_back(std::move(known));
}

bool is_same_content(UploadSource& one, UploadSource& other) {
  if (one.size() != other.size()) return false;
  if (one.mark() && one.mark() == other.mark()) return true;
  const auto hash = one.hash();
  return hash && hash == other.hash();
}

}  // namespace segmind::call
