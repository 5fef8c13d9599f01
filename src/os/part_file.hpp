#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "os/utf8_path.hpp"

namespace segmind::os {

/// A file that is written beside its target and renamed to the target when it is complete and flushed. Not thread-safe.
/// Functions that return false set problem().
class PartFile {
 public:
  /// Both paths are UTF-8. `part` must be in the folder of `target`, so that the rename is atomic.
  PartFile(const std::string& target, const std::string& part);
  ~PartFile();  ///< Closes. The part file stays unless remove() was called.
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  bool create();  ///< Creates the part file, empty; false when it exists.
  bool reopen();  ///< Continues an existing part file; false when another process is writing to it.
  bool clear();   ///< Empties the part file.
  bool append(const void* data, std::size_t size);
  /// Passes the first `size` bytes to `take`, piece by piece, even when the file was renamed or removed. False when
  /// reading fails or `take` returns false.
  bool read(std::uint64_t size, const std::function<bool(const char* data, std::size_t size)>& take);
  /// Flushes the part file to the disk and renames it to the target.
  bool commit();
  void remove() noexcept;
  void let_go() noexcept { file_.reset(); }  ///< Closes the part file and releases its lock.

  const std::filesystem::path& part() const noexcept { return part_; }
  /// Whether the part file is open and has the size of all that was written.
  bool is_whole() const noexcept;
  /// The part file's path in UTF-8; empty when the file is gone.
  std::string part_text() const;
  std::uint64_t size() const noexcept { return size_; }
  const std::string& problem() const noexcept { return problem_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  bool fail(const char* what);
  bool can_end_well();
  bool take(std::FILE* file);

  std::filesystem::path target_;
  std::filesystem::path part_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t size_ = 0;
  bool is_there_ = false;  // this object created or opened the part file
  std::string problem_;
};

}  // namespace segmind::os
