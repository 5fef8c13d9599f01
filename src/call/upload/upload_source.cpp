#include "call/upload/upload_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <vector>

#include "web/address.hpp"
#include "os/utf8_path.hpp"

namespace segmind::call {
namespace {

namespace fs = std::filesystem;
using FileClock = fs::file_time_type::clock;

// Some file systems keep whole seconds (or two); most are as fine as the system's tick.
bool is_settled(fs::file_time_type modified) {
  const bool fine = modified.time_since_epoch() % std::chrono::seconds(1) != fs::file_time_type::duration::zero();
  const auto grain = fine ? std::chrono::milliseconds(100) : std::chrono::milliseconds(2'500);
  return FileClock::now() - modified > grain;
}

class MemorySource final : public UploadSource {
 public:
  MemorySource(const void* data, std::size_t size, const ContentHash::Key& key, std::shared_ptr<const void> owner)
      : UploadSource(key), owner_(std::move(owner)) {
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
  FileSource(const std::string& path, const ContentHash::Key& key)
      : UploadSource(key), path_(os::path_from_utf8(path)) {
    bytes_.read_at = [this](std::uint64_t at, char* buffer, std::size_t room) { return read_at(at, buffer, room); };
    problem_ = open();
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  // Says why it cannot be read.
  std::string open() {
    if (path_.native().find(fs::path::value_type()) != fs::path::string_type::npos) return "its path holds a NUL";
    std::error_code error;
    const fs::file_status status = fs::status(path_, error);
    if (!fs::exists(status)) {
      if (web::address_problem(path_.string()).empty())
        return "it is an address already; give it to the request as it is";
      return error ? error.message() : "it does not exist";
    }
    if (!fs::is_regular_file(status)) return "it is a folder or a device, and no file";
    errno = 0;
#if defined(_WIN32)
    file_.reset(::_wfopen(path_.c_str(), L"rb"));
#else
    file_.reset(std::fopen(path_.c_str(), "rb"));
#endif
    if (!file_) return std::generic_category().message(errno);
    // The pieces that are read are large; a second buffer would only copy them once more.
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);
    mark_ = mark_of(path_);
    bytes_.size = fs::file_size(path_, error);
    if (!error && mark_) return {};
    file_.reset();
    bytes_.size = 0;
    return "it cannot be looked at";
  }

  std::size_t read_at(std::uint64_t at, char* buffer, std::size_t room) {
    if (!file_) return 0;
    if (at != position_ && std::fseek(file_.get(), static_cast<long>(at), SEEK_SET) != 0) return 0;
    const std::size_t count = std::fread(buffer, 1, room, file_.get());
    position_ = at + count;
    return count;
  }

  bool unchanged() override {
    std::error_code error;
    const std::uint64_t size = fs::file_size(path_, error);
    const std::optional<FileMark> now = mark_of(path_);
    return !error && size == bytes_.size && now && mark_ && now->modified == mark_->modified &&
           now->path == mark_->path && now->identity.is_same_file(mark_->identity);  // of other rights it may be
  }

  const fs::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t position_ = 0;
};

}  // namespace

std::optional<FileMark> mark_of(const fs::path& path) {
  std::error_code error;
  FileMark mark;
  mark.path = fs::canonical(path, error);
  if (error) return std::nullopt;
  mark.modified = fs::last_write_time(mark.path, error);
  if (error) return std::nullopt;
  mark.identity = os::identity_of(mark.path);
  mark.settled = is_settled(mark.modified);
  return mark;
}

std::unique_ptr<UploadSource> UploadSource::file(const std::string& path, const ContentHash::Key& key) {
  return std::make_unique<FileSource>(path, key);
}

std::unique_ptr<UploadSource> UploadSource::memory(const void* data, std::size_t size, const ContentHash::Key& key,
                                                   std::shared_ptr<const void> owner) {
  return std::make_unique<MemorySource>(data, size, key, std::move(owner));
}

void UploadSource::rewind() {
  at_ = 0;
  running_ = ContentHash(key_);
}

std::size_t UploadSource::read(char* buffer, std::size_t room) {
  if (!problem_.empty()) return 0;
  const std::size_t count = bytes_.read_at(at_, buffer, room);
  at_ += count;
  // A file is known again by its mark; hashing it too would cost a third of the time that sending it takes.
  const bool wanted = !digest_ && !(mark_ && mark_->settled);
  if (wanted) running_.update(buffer, count);
  if (count < room) {
    problem_ = "it became shorter while it was being sent";
  } else if (at_ == size()) {
    // Before the last bytes leave: half of one content and half of another must not become a file.
    if (!unchanged()) {
      problem_ = "it was changed while it was being sent";
      return 0;
    }
    if (wanted) digest_ = running_.finish();
  }
  return count;
}

std::optional<ContentHash::Digest> UploadSource::hash() {
  if (digest_) return digest_;
  ContentHash hash(key_);
  std::vector<char> piece(256 * 1024);
  std::uint64_t at = 0;
  while (at < size()) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), size() - at));
    if (bytes_.read_at(at, piece.data(), wanted) != wanted) return std::nullopt;
    hash.update(piece.data(), wanted);
    at += wanted;
  }
  if (!unchanged()) return std::nullopt;
  digest_ = hash.finish();
  return digest_;
}

}  // namespace segmind::call
