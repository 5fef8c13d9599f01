#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace segmind::text {

/// SHA-256 (FIPS 180-4), piece by piece.
class Sha256 {
 public:
  void add(std::string_view bytes) noexcept;
  /// 64 hex digits. The last call.
  std::string hex();

 private:
  void compress(const unsigned char* block) noexcept;

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> block_{};
  std::size_t filled_ = 0;
  std::uint64_t size_ = 0;
};

std::string sha256(std::string_view bytes);

}  // namespace segmind::text
