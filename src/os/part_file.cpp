#include "os/part_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "os/flush.hpp"
#include "os/reason.hpp"
#include "os/rename.hpp"
#include "os/replaceable.hpp"
#include "os/write_signals.hpp"

#if defined(_WIN32)
#  include <fcntl.h>
#  include <io.h>
#  include <share.h>
#  include <sys/stat.h>
#else
#  include <fcntl.h>
#  include <sys/file.h>
#  include <sys/stat.h>
#  include <unistd.h>
#endif

namespace segmind::os {
namespace {

enum class Open { fresh, existing };

// Opens for reading and writing, and locks out other processes as long as the file is open.
#if defined(_WIN32)
// Not by fopen(): older C libraries know no "x" and would empty a file that is there, nor "N".
std::FILE* open_alone(const std::filesystem::path& path, Open how) {
  const int flags = _O_RDWR | _O_BINARY | _O_NOINHERIT | (how == Open::fresh ? _O_CREAT | _O_EXCL : 0);
  int descriptor = -1;
  if (::_wsopen_s(&descriptor, path.c_str(), flags, _SH_DENYWR, _S_IREAD | _S_IWRITE) != 0) return nullptr;
  std::FILE* const file = ::_fdopen(descriptor, "r+b");
  if (file == nullptr) ::_close(descriptor);
  return file;
}
#else
// Whether `path` names this open file: another process may have renamed it between our open and our lock.
bool still_named(std::FILE* file, const std::filesystem::path& path) {
  struct stat opened = {};
  struct stat named = {};
  return ::fstat(::fileno(file), &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
         opened.st_ino == named.st_ino;
}

std::FILE* open_alone(const std::filesystem::path& path, Open how) {
  std::FILE* file = std::fopen(path.c_str(), how == Open::fresh ? "w+bxe" : "r+be");
  if (file == nullptr) return nullptr;
  // O_APPEND: a truncated file cannot regain its old size as a hole.
  ::fcntl(::fileno(file), F_SETFL, O_APPEND);
  // Only a lock held by another process counts: some network file systems have no locks at all.
  const bool taken = ::flock(::fileno(file), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  if (!taken && still_named(file, path)) return file;
  std::fclose(file);
  return nullptr;
}
#endif

bool cut_to_nothing(std::FILE* file) {
  std::rewind(file);
#if defined(_WIN32)
  return ::_chsize_s(::_fileno(file), 0) == 0;
#else
  return ::ftruncate(::fileno(file), 0) == 0;
#endif
}

#if defined(_WIN32)
// Known by what a rename keeps: Windows renames no open file.
class WrittenFile {
 public:
  explicit WrittenFile(const std::filesystem::path& path) {
    std::error_code no_size, no_time;
    size_ = std::filesystem::file_size(path, no_size);
    time_ = std::filesystem::last_write_time(path, no_time);
    is_there_ = !no_size && !no_time;
  }
  bool is_there() const noexcept { return is_there_; }
  bool operator==(const WrittenFile& other) const noexcept {
    return is_there_ && other.is_there_ && size_ == other.size_ && time_ == other.time_;
  }

 private:
  std::uintmax_t size_ = 0;
  std::filesystem::file_time_type time_{};
  bool is_there_ = false;
};
#endif

}  // namespace

PartFile::PartFile(const std::string& target, const std::string& part)
    : target_(path_from_utf8(target)), part_(path_from_utf8(part)) {}

PartFile::~PartFile() = default;

bool PartFile::fail(const char* what) {
  problem_ = std::string(what) + ": " + std::generic_category().message(errno);
  return false;
}

bool PartFile::can_end_well() {
  problem_ = why_not_replaceable(target_);
  return problem_.empty();
}

bool PartFile::create() {
  if (!can_end_well()) return false;
  errno = 0;
  return take(open_alone(part_, Open::fresh)) || fail("cannot be created");
}

bool PartFile::reopen() {
  if (!can_end_well()) return false;
  errno = 0;
  if (!take(open_alone(part_, Open::existing))) return fail("cannot be opened again");
  if (std::fseek(file_.get(), 0, SEEK_END) != 0) return fail("cannot be opened again");
  std::error_code error;
  size_ = std::filesystem::file_size(part_, error);
  return !error || fail("cannot be opened again");
}

bool PartFile::take(std::FILE* file) {
  file_.reset(file);
  if (!file_) return false;
  is_there_ = true;
  // No stdio buffer: the pieces are large, and it would copy them once more.
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  return true;
}

bool PartFile::clear() {
  errno = 0;
  size_ = 0;
  return file_ && (cut_to_nothing(file_.get()) || fail("cannot be emptied"));
}

bool PartFile::append(const void* data, std::size_t size) {
  if (!file_) return false;
  const WriteSignalsBlocked here;
  errno = 0;
  const std::size_t written = std::fwrite(data, 1, size, file_.get());
  size_ += written;
  return written == size || fail("cannot be written");
}

bool PartFile::read(std::uint64_t size, const std::function<bool(const char*, std::size_t)>& take) {
  if (!file_) return false;
  std::rewind(file_.get());
  char piece[16 * 1024];  // on the stack: the reason for reading the file back may be a lack of memory
  bool well = true;
  while (well && size > 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, sizeof piece));
    const std::size_t got = std::fread(piece, 1, wanted, file_.get());
    well = got > 0 && take(piece, got);
    size -= got;
  }
  return std::fseek(file_.get(), 0, SEEK_END) == 0 && well;
}

bool PartFile::is_whole() const noexcept {
  std::error_code error;
  return file_ && std::filesystem::file_size(part_, error) == size_ && !error;
}

std::string PartFile::part_text() const {
  std::error_code ignored;
  return std::filesystem::exists(part_, ignored) ? utf8_from_path(part_) : std::string();
}

bool PartFile::commit() {
  if (!file_) return false;
  const WriteSignalsBlocked here;
  errno = 0;
  if (std::fflush(file_.get()) != 0 || !flush_to_disk(file_.get())) return fail("cannot be flushed to the disk");
  std::error_code error;
  if (const std::uint64_t on_disk = std::filesystem::file_size(part_, error); !error && on_disk != size_) {
    problem_ = "was changed by another program while it was written";
    return false;
  }
#if defined(_WIN32)
  if (std::fclose(file_.release()) != 0) return fail("cannot be closed");
  const WrittenFile written(part_);
#endif
  rename_file(part_, target_, error);
  // A network file system may rename the file and lose the answer, so a failed rename is checked.
#if defined(_WIN32)
  const bool has_its_name = !error || (!WrittenFile(part_).is_there() && WrittenFile(target_) == written);
#else
  const bool has_its_name = !error || still_named(file_.get(), target_);
#endif
  if (!has_its_name) {
    problem_ = "cannot be renamed: " + reason_of(error);
#if defined(_WIN32)
    take(open_alone(part_, Open::existing));
#endif
    return false;
  }
  file_.reset();  // releases the lock, after the rename
  flush_folder(target_.parent_path());
  return true;
}

void PartFile::remove() noexcept {
  file_.reset();
  if (!std::exchange(is_there_, false)) return;  // never remove another process's file
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

}  // namespace segmind::os
