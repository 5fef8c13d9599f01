#include "call/upload/upload_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "os/reason.hpp"
#include "os/utf8_path.hpp"
#include "web/address.hpp"

namespace segmind::call {
namespace {

namespace fs = std::filesystem;

class MemorySource final : public UploadSource {
 public:
  MemorySource(const void* data, std::size_t size, std::shared_ptr<const void> owner) : owner_(std::move(owner)) {
    bytes_.size = size;
    bytes_.read_at = [text = static_cast<const char*>(data), size](std::uint64_t at, char* buffer, std::size_t room) {
      if (at >= size) return std::size_t{0};
      const std::size_t count = std::min<std::size_t>(room, size - static_cast<std::size_t>(at));
      std::memcpy(buffer, text + at, count);
      return count;
    };
  }

 private:
  const std::shared_ptr<const void> owner_;
};

class FileSource final : public UploadSource {
 public:
  explicit FileSource(const std::string& path) : path_(os::path_from_utf8(path)) {
    bytes_.read_at = [this](std::uint64_t at, char* buffer, std::size_t room) { return read_at(at, buffer, room); };
    problem_ = open();
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  // Returns why the file cannot be read; empty when it can.
  std::string open() {
    if (path_.native().find(fs::path::value_type()) != fs::path::string_type::npos) return "its path holds a NUL";
    std::error_code error;
    const fs::file_status status = fs::status(path_, error);
    if (!fs::exists(status)) {
      if (web::address_problem(os::utf8_from_path(path_)).empty())
        return "it is an address already; give it to the request as it is";
      return error ? os::reason_of(error) : "it does not exist";
    }
    if (!fs::is_regular_file(status)) return "it is a folder or a device, not a file";
    errno = 0;
    file_.reset(os::open_to_read(path_));
    if (!file_) return std::generic_category().message(errno);
    // No stdio buffer: the pieces are large, and it would copy them once more.
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);
    modified_ = fs::last_write_time(path_, error);
    if (!error) bytes_.size = fs::file_size(path_, error);
    if (!error) return {};
    file_.reset();
    bytes_.size = 0;
    return "its size cannot be read";
  }

  std::size_t read_at(std::uint64_t at, char* buffer, std::size_t room) {
    if (!file_) return 0;
    if (at != position_ && !os::seek(file_.get(), at)) return 0;
    const std::size_t count = std::fread(buffer, 1, room, file_.get());
    position_ = at + count;
    return count;
  }

  bool is_unchanged() override {
    std::error_code error;
    const fs::file_time_type now = fs::last_write_time(path_, error);
    return !error && now == modified_ && fs::file_size(path_, error) == bytes_.size && !error;
  }

  const fs::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t position_ = 0;
  fs::file_time_type modified_;
};

}  // namespace

std::unique_ptr<UploadSource> UploadSource::file(const std::string& path) { return std::make_unique<FileSource>(path); }

std::unique_ptr<UploadSource> UploadSource::memory(const void* data, std::size_t size,
                                                   std::shared_ptr<const void> owner) {
  return std::make_unique<MemorySource>(data, size, std::move(owner));
}

std::size_t UploadSource::read(char* buffer, std::size_t room) {
  if (!problem_.empty()) return 0;
  const std::size_t count = bytes_.read_at(at_, buffer, room);
  at_ += count;
  if (count < room) {
    problem_ = "it became shorter while it was being sent";
    return count;
  }
  // Check before the last bytes are sent, so that a mix of old and new content is never uploaded.
  if (at_ == size() && !is_unchanged()) {
    problem_ = "it was changed while it was being sent";
    return 0;
  }
  return count;
}

}  // namespace segmind::call
