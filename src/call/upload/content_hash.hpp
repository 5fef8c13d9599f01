#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace segmind::call {

/// SipHash-2-4 with 128 bits of result (Aumasson and Bernstein): tells contents apart by a secret of this client, so
/// that nobody can make two files that are taken for one. Not a checksum to store or to send.
///
/// Chosen over SHA-256 because an upload must not wait for it: it is several times as fast, and as short as this.
class ContentHash {
 public:
  using Key = std::array<std::uint64_t, 2>;
  using Digest = std::array<std::uint64_t, 2>;

  explicit ContentHash(const Key& key) noexcept;

  void update(const char* data, std::size_t size) noexcept;
  Digest finish() noexcept;

  static Key random_key();

 private:
  std::array<std::uint64_t, 4> v_;
  std::uint64_t total_ = 0;
  std::uint64_t word_ = 0;  // the beginning of the next eight bytes
};

}  // namespace segmind::call
