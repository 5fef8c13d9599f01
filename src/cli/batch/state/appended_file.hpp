#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

#include "cli/system/flush_to_disk.hpp"

namespace segmind::cli {

/// A file to which pieces are appended: each is either whole and on the disk, or not in the file.
class AppendedFile {
 public:
  /// Cuts off what follows the first `whole` bytes.
  bool open(const std::filesystem::path& path, std::uintmax_t whole) {
    path_ = path;
    whole_ = whole;
    file_.reset(std::fopen(path.string().c_str(), "ab"));
    if (!file_) return false;
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);  // a failed write must not be repeated later
    return cut();
  }

  bool append(std::string_view piece) {
    if (!file_ || (is_torn_ && !cut())) return false;
    const bool written =
        std::fwrite(piece.data(), 1, piece.size(), file_.get()) == piece.size() && flush_to_disk(file_.get());
    if (written) {
      whole_ += piece.size();
    } else {
      cut();
    }
    return written;
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  bool cut() {
    std::error_code error;
    if (std::filesystem::file_size(path_, error) != whole_) std::filesystem::resize_file(path_, whole_, error);
    std::clearerr(file_.get());
    is_torn_ = static_cast<bool>(error);
    return !error;
  }

  std::filesystem::path path_;
  std::uintmax_t whole_ = 0;
  bool is_torn_ = false;  // half a piece stands at its end
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace segmind::cli
