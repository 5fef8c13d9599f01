#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "call/clip/sink_writer.hpp"
#include "call/exchange/chance.hpp"
#include "call/exchange/failure.hpp"
#include "os/descriptors.hpp"
#include "os/file_key.hpp"
#include "os/part_file.hpp"
#include "os/write_signals.hpp"

namespace segmind::call {
namespace {

std::string random_mark() {
  char mark[16];
  std::snprintf(mark, sizeof mark, "%08x", static_cast<unsigned>(random_number()));
  return mark;
}

// A clip that can be fetched again is kept in <path>.<mark>.part, and its version in <path>.<mark>.part.version. Other
// part files have a random mark, so that two clients may write to one path.
class FileWriter final : public SinkWriter {
 public:
  FileWriter(std::string path, const std::string& mark)
      : path_(std::move(path)), place_(absolute(path_)), resumable_(!mark.empty()) {
    aim(resumable_ ? mark : random_mark());
  }

  std::optional<Error> open() override {
    if (path_.empty()) return file_error("The path of the file is empty.");
    if (path_.find('\0') != std::string::npos)
      return file_error("The path holds a NUL, where the system would cut it.");
    if (file_->create()) {
      if (resumable_) rest();
      return std::nullopt;
    }
    if (resumable_) {
      if (file_->reopen()) {
        if (file_->size() > 0) return go_on();
        rest();
        return std::nullopt;
      }
      if (!os::shortage_of_descriptors(1).empty()) {  // one may be free when the clip arrives
        resting_ = true;
        return std::nullopt;
      }
      // Another process is fetching the same clip to the same place: use a part file of our own.
      resumable_ = false;
      aim(random_mark());
      if (file_->create()) return std::nullopt;
    }
    return file_error("The file " + path_ + ' ' + file_->problem() + '.');
  }

  std::size_t piece() const noexcept override { return 256 * 1024; }

  // A full disk must not lose a paid clip: when writing fails, the bytes go to memory.
  std::optional<Error> write(const std::byte* data, std::size_t size) override {
    written_ += size;
    if (!failed_) {
      if (wake() && file_->append(data, size)) return std::nullopt;
      failed_ = true;
      if (!read_back(written_ - size)) return file_failure();
    }
    if (!memory_.append(data, size)) return file_failure();
    return std::nullopt;
  }

  // The next call for this clip begins anew the file that bears its mark: what may be all that is left of it needs one
  // of its own.
  std::optional<Error> write_foreign(const std::byte* data, std::size_t size) override {
    if (resumable_ && !failed_ && wake() && resumable_) {
      file_->remove();
      forget_version();
      resumable_ = false;
      aim(random_mark());
      file_->create();
    }
    return write(data, size);
  }

  Result<Media> commit(Receipt receipt) override {
    if (failed_ ? write_again() : file_->commit()) {
      forget_version();
      return Media({}, written_, content_type(), place_, std::move(receipt));
    }
    Error error = file_failure();
    whole_ = !failed_ && file_->is_whole();
    if (whole_) return error;  // only the flush or the rename failed: abandon() names the part
    if (!failed_ && !read_back(written_)) return error;
    error.rescued = std::make_shared<const Media>(std::move(memory_), written_, content_type(), "", std::move(receipt));
    file_->remove();
    forget_version();
    return error;
  }

  std::shared_ptr<const Media> rescue(Receipt receipt) override {
    if (!failed_ || memory_.empty()) return nullptr;
    return std::make_shared<const Media>(std::move(memory_), written_, content_type(), "", std::move(receipt));
  }

  std::string abandon(bool paid) noexcept override {
    const bool keeps = (paid || resumable_) && file_->size() > 0;
    if (!keeps) {
      if (!resting_ || is_still_empty()) file_->remove();
      forget_version();
      return {};
    }
    file_->let_go();  // before the end is told: the next call may begin then
    try {
      const std::string part = file_->part_text();
      if (part.empty()) return {};
      const char* what = failed_ ? "What there was room for" : whole_ ? "The whole clip" : "What has arrived";
      return std::string(what) + " is kept in " + part + '.';
    } catch (...) {
      return {};  // the part stays, unnamed
    }
  }

  std::uint64_t kept() const noexcept override { return written_; }

  bool replay(const std::function<void(const std::byte*, std::size_t)>& reader) override {
    if (failed_) {
      reader(memory_.data(), memory_.size());
      return true;
    }
    return file_->read(written_, [&](const char* data, std::size_t size) {
      reader(reinterpret_cast<const std::byte*>(data), size);
      return true;
    });
  }

  std::optional<Error> restart(bool) override {
    written_ = 0;
    memory_ = Bytes();
    if (failed_ || file_->clear()) return std::nullopt;
    return file_failure();
  }

  void set_version(std::string version) override {
    SinkWriter::set_version(std::move(version));
    if (!wake() || !resumable_ || failed_) return;  // the part file's bytes are of another version
    const os::WriteSignalsBlocked here;
    std::ofstream out(version_path(), std::ios::binary | std::ios::trunc);
    out << version_;
    // If this fails, other processes ignore the part file.
  }

 private:
  void aim(const std::string& mark) { file_ = std::make_unique<os::PartFile>(place_, place_ + '.' + mark + ".part"); }

  // Closes the file while nothing has arrived: thousands of waits would hold the descriptors that polls need. The empty
  // part file stays, to show others that a clip is on its way.
  void rest() {
    file_->let_go();
    resting_ = true;
  }

  bool wake() {
    if (!std::exchange(resting_, false)) return true;
    if (is_still_empty()) return true;
    if (!os::shortage_of_descriptors(1).empty()) return false;  // the part file stays ours, and is removed later
    resumable_ = false;  // another process is fetching the same clip to the same place
    aim(random_mark());
    return file_->create();
  }

  bool is_still_empty() noexcept { return file_->reopen() && file_->size() == 0; }

  std::filesystem::path version_path() const { return std::filesystem::path(file_->part()) += ".version"; }

  void forget_version() noexcept {
    std::error_code ignored;
    if (resumable_) std::filesystem::remove(version_path(), ignored);
  }

  std::optional<Error> go_on() {
    std::ifstream in(version_path(), std::ios::binary);
    version_.assign(std::istreambuf_iterator<char>(in), {});
    written_ = file_->size();
    return version_.empty() ? restart(false) : std::nullopt;
  }

  Error file_failure() const { return file_error("The file " + path_ + ' ' + file_->problem() + '.'); }

  // What was missing when the clip arrived may be there now: a descriptor, or space.
  bool write_again() {
    file_->remove();
    forget_version();
    aim(random_mark());
    const bool well = file_->create() && file_->append(memory_.data(), memory_.size()) && file_->commit();
    if (!well) file_->remove();
    return well;
  }

  // The part file may end in a torn piece. Only whole pieces count.
  bool read_back(std::uint64_t size) {
    return memory_.reserve(static_cast<std::size_t>(size) + (1U << 20)) &&
           (size == 0 ||
            file_->read(size, [this](const char* data, std::size_t piece) { return memory_.append(data, piece); }));
  }

  std::string path_;   // as given
  std::string place_;  // absolute: the program may change its folder
  bool resumable_;
  std::unique_ptr<os::PartFile> file_;
  Bytes memory_;
  std::uint64_t written_ = 0;
  bool failed_ = false;
  bool whole_ = false;    // the part has the clip, which could not be flushed or renamed
  bool resting_ = false;  // nothing has arrived, and no descriptor is held
};

}  // namespace

std::string place_of(const std::string& path) {
  const std::string key = os::file_key(os::path_from_utf8(path));
  return key.empty() ? path : key;
}

std::string absolute(const std::string& path) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::absolute(os::path_from_utf8(path), error);
  return error ? path : os::utf8_from_path(whole);
}

std::unique_ptr<SinkWriter> create_file_writer(std::string path, const std::string& mark) {
  return std::make_unique<FileWriter>(std::move(path), mark);
}

}  // namespace segmind::call
