#include <cstdio>
#include <fstream>
#include <random>
#include <utility>

#include "call/sink_writer.hpp"
#include "net/part_file.hpp"

namespace segmind::call {
namespace {

// Two calls may aim at one file: each writes beside it under a name of its own, and the last to finish wins.
std::string part_name(const std::string& target) {
  std::random_device random;
  char mark[16];
  std::snprintf(mark, sizeof mark, ".%08x", static_cast<unsigned>(random()));
  return target + mark + ".part";
}

Error file_error(std::string message) {
  Error error;
  error.kind = ErrorKind::file;
  error.message = std::move(message);
  return error;
}

class FileWriter final : public SinkWriter {
 public:
  explicit FileWriter(std::string path) : path_(std::move(path)), file_(path_, part_name(path_)) {}

  std::optional<Error> open() override {
    if (path_.empty()) return file_error("The sink's path is empty.");
    if (file_.create()) return std::nullopt;
    return file_error("The file " + path_ + ' ' + file_.problem() +
                      ". Nothing was sent. Check that its folder exists and may be written to.");
  }

  // A clip that is being paid for must not be lost to a full disk: when writing fails, the bytes go on into memory.
  std::optional<Error> write(const std::byte* data, std::size_t size) override {
    written_ += size;
    if (!failed_) {
      if (file_.append(data, size)) return std::nullopt;
      failed_ = true;
      if (!read_back(written_ - size)) return no_rescue();
    }
    if (!memory_.append(data, size)) return no_rescue();
    return std::nullopt;
  }

  Result<Video> settle(Receipt receipt) override {
    if (!failed_ && file_.commit()) return Video({}, written_, clip_type, path_, std::move(receipt));
    if (!failed_ && !read_back(written_)) {
      return file_error("The file " + path_ + ' ' + file_.problem() + ". The whole clip is in " + file_.part_text() +
                        '.');
    }
    file_.remove();
    Error error = file_error("The file " + path_ + ' ' + file_.problem() +
                             ". The whole clip is in memory: Error::rescued can be saved elsewhere.");
    error.charge = Charge::charged;
    error.rescued = std::make_shared<const Video>(std::move(memory_), written_, clip_type, "", std::move(receipt));
    return error;
  }

  std::string abandon(bool paid) noexcept override {
    try {
      if (paid && file_.size() > 0) return file_.part_text();
    } catch (...) {
      return {};  // the part stays, unnamed
    }
    file_.remove();
    return {};
  }

 private:
  Error no_rescue() { return file_error("The file " + path_ + ' ' + file_.problem() + '.'); }

  // What the part file holds may end in a torn piece; only whole pieces count.
  bool read_back(std::uint64_t size) {
    std::ifstream in(file_.part(), std::ios::binary);
    if (!memory_.reserve(static_cast<std::size_t>(size) + (1U << 20))) return false;
    char piece[64 * 1024];
    while (size > 0 && in) {
      in.read(piece, static_cast<std::streamsize>(std::min<std::uint64_t>(size, sizeof piece)));
      const auto got = static_cast<std::size_t>(in.gcount());
      if (!memory_.append(piece, got)) return false;
      size -= got;
    }
    return size == 0;
  }

  std::string path_;
  net::PartFile file_;
  Bytes memory_;
  std::uint64_t written_ = 0;
  bool failed_ = false;
};

}  // namespace

std::unique_ptr<SinkWriter> create_file_writer(std::string path) {
  return std::make_unique<FileWriter>(std::move(path));
}

}  // namespace segmind::call
