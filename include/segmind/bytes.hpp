#pragma once

#include <cstddef>
#include <string_view>

#include "segmind/export.hpp"

namespace segmind {

/// A block of memory that owns its bytes. It can be moved but not copied, so that a clip is held once.
/// Converts to std::span<const std::byte> where the standard library has it.
class SEGMIND_EXPORT Bytes {
 public:
  Bytes() noexcept = default;
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  Bytes(Bytes&& other) noexcept;
  Bytes& operator=(Bytes&& other) noexcept;
  ~Bytes();

  /// What it holds.
  const std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  const std::byte* begin() const noexcept { return data_; }
  const std::byte* end() const noexcept { return data_ + size_; }
  std::string_view view() const noexcept { return {reinterpret_cast<const char*>(data_), size_}; }

  /// Makes room for `capacity` bytes in all. Returns false when memory is short.
  [[nodiscard]] bool reserve(std::size_t capacity) noexcept;
  /// Returns false, and changes nothing, when memory is short.
  [[nodiscard]] bool append(const void* data, std::size_t size) noexcept;

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace segmind
