#include "cli/files/fingerprint.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

namespace segmind::cli {

std::string Fingerprint::text() const {
  char hex[20];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash_));
  return hex;
}

std::string fingerprint_of_file(const std::string& path) {
  std::ifstream in(std::filesystem::u8path(path), std::ios::binary);
  std::vector<char> piece(1 << 20);
  Fingerprint fingerprint;
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    fingerprint.add({piece.data(), static_cast<std::size_t>(in.gcount())});
  }
  return fingerprint.text();
}

}  // namespace segmind::cli
