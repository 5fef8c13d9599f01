#pragma once

#include <stdlib.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace segmind::sandbox {

/// A folder that is removed, with its content, by the destructor. Made in TMPDIR, or else in the first of /tmp,
/// /var/tmp and the current folder that takes it. Throws std::runtime_error where none does.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code none;
    for (const auto& where : {std::filesystem::temp_directory_path(none), std::filesystem::path("/tmp"),
                              std::filesystem::path("/var/tmp"), std::filesystem::current_path(none)}) {
      if (where.empty()) continue;
      path_ = (where / "segmind-sandbox-XXXXXX").string();
      if (::mkdtemp(path_.data()) != nullptr) return;
    }
    throw std::runtime_error("no folder for temporary files: neither TMPDIR, /tmp, /var/tmp nor the current folder");
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

}  // namespace segmind::sandbox
