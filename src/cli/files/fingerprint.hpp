#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace segmind::cli {

/// FNV-1a: equal requests have equal fingerprints on every machine.
class Fingerprint {
 public:
  void add(std::string_view text) noexcept {
    for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  std::string text() const;

 private:
  std::uint64_t hash_ = 14695981039346656037ULL;
};

/// The fingerprint of a file's content. The path is UTF-8.
std::string fingerprint_of_file(const std::string& path);

}  // namespace segmind::cli
