#pragma once

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <random>
#include <string>
#include <system_error>

namespace segmind::testing {

/// A folder of a test's own, gone with all that is in it when this object goes.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    const std::filesystem::path begin = std::filesystem::temp_directory_path() / "segmind-test-";
    std::random_device any;
    std::error_code error;
    do {
      path_ = std::filesystem::path(begin) += std::to_string(any());
    } while (!std::filesystem::create_directory(path_, error) && !error);  // false without an error: it is another's
    if (error) throw std::system_error(error, path_.string());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const noexcept { return path_; }
  /// Both in UTF-8.
  std::string file(const std::string& name) const {
    return path_.string() + static_cast<char>(std::filesystem::path::preferred_separator) + name;
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(path_), std::filesystem::directory_iterator()));
  }

 private:
  std::filesystem::path path_;
};

}  // namespace segmind::testing
