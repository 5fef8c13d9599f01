#include "segmind/bytes.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

namespace segmind {

Bytes::Bytes(Bytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

Bytes& Bytes::operator=(Bytes&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

Bytes::~Bytes() { std::free(data_); }

// realloc moves a large block by renaming its pages, so that growing never holds the clip twice.
bool Bytes::reserve(std::size_t capacity) noexcept {
  if (capacity <= capacity_) return true;
  void* larger = std::realloc(data_, capacity);
  if (larger == nullptr) return false;
  data_ = static_cast<std::byte*>(larger);
  capacity_ = capacity;
  return true;
}

bool Bytes::append(const void* data, std::size_t size) noexcept {
  if (size == 0) return true;
  if (size > std::numeric_limits<std::size_t>::max() - size_) return false;
  if (size > capacity_ - size_) {
    const std::size_t needed = size_ + size;
    if (!reserve(std::max(needed, capacity_ + capacity_ / 2)) && !reserve(needed)) return false;
  }
  std::memcpy(data_ + size_, data, size);
  size_ += size;
  return true;
}

}  // namespace segmind
