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

/// A file that is written beside its target and takes the target's name only when it is complete and flushed.
///
/// Used by one thread at a time. Every function that fails leaves the reason, in words, in problem().
class PartFile {
 public:
  /// Both paths are UTF-8; `part` is in the same folder as `target`, so that the rename is one step.
  PartFile(const std::string& target, const std::string& part);
  ~PartFile();  ///< Closes. The part file stays unless remove() was called.
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  bool create();  ///< Makes the part file, empty; fails when it exists.
  bool reopen();  ///< Goes on with a part file that is there; fails when another process is writing to it.
  bool clear();   ///< Forgets what has been written.
  bool append(const void* data, std::size_t size);
  /// Reads the first `size` bytes, piece by piece, wherever the file's name has gone. False when that fails or when
  /// `take` declines.
  bool read(std::uint64_t size, const std::function<bool(const char* data, std::size_t size)>& take);
  /// Hands every byte to the disk, waits until it is there, and renames. The part file is gone afterwards.
  bool commit();
  void remove() noexcept;
  void let_go() noexcept { file_.reset(); }  ///< Another process may go on with the part file.

  const std::filesystem::path& part() const noexcept { return part_; }
  /// All that was written is there, under the part's name.
  bool is_whole() const noexcept;
  /// Empty when there is no such file any more.
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
  bool is_there_ = false;  // the part file, made or opened here
  std::string problem_;
};

}  // namespace segmind::os
