#include "segmind/video.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "call/failure.hpp"
#include "call/sink_writer.hpp"
#include "net/utf8_path.hpp"
#include "segmind/exception.hpp"

namespace segmind {
namespace {

// Half a clip, or what another program has put there, must not be saved as the clip.
std::optional<Error> no_longer_there(const Video& video) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(net::path_from_utf8(video.path()), error);
  if (error) return call::file_error("The clip's file " + video.path() + " cannot be read: " + error.message() + '.');
  if (size == video.size()) return std::nullopt;
  return call::file_error("The file " + video.path() + " is no longer the clip: it has " + std::to_string(size) +
                          " bytes, and the clip has " + std::to_string(video.size()) + '.');
}

std::optional<Error> copy_file(const Video& video, call::SinkWriter& to) {
  std::ifstream in(net::path_from_utf8(video.path()), std::ios::binary);
  const auto piece = std::make_unique<char[]>(1 << 20);
  std::uint64_t copied = 0;
  while (in) {
    in.read(piece.get(), 1 << 20);
    const auto size = static_cast<std::size_t>(in.gcount());
    if (std::optional<Error> error = to.write(reinterpret_cast<const std::byte*>(piece.get()), size)) return error;
    copied += size;
  }
  if (in.eof() && copied == video.size()) return std::nullopt;
  return call::file_error("The file " + video.path() + " cannot be read.");
}

Result<void> write_to(const Video& video, const std::string& path) {
  if (video.bytes().empty() && video.path().empty()) {
    Error error;
    error.kind = ErrorKind::invalid_request;
    error.message = "The clip's bytes went to a callback, so there is nothing to save.";
    error.charge = Charge::charged;
    return error;
  }
  const std::unique_ptr<call::SinkWriter> file = call::create_file_writer(path, "");
  const auto failed = [](Error error) {
    error.charge = Charge::charged;  // of the clip: nobody is to read that it cost nothing
    return error;
  };
  if (!video.path().empty()) {
    if (std::optional<Error> error = no_longer_there(video)) return failed(std::move(*error));
  }
  const Bytes& bytes = video.bytes();
  std::optional<Error> error = file->open();
  if (!error) error = video.path().empty() ? file->write(bytes.data(), bytes.size()) : copy_file(video, *file);
  if (!error) {
    Result<Video> settled = file->settle({});
    if (settled) return {};
    error = std::move(settled).error();
    error->rescued.reset();  // the caller still has the clip
  }
  file->abandon(false);
  call::add_sentence(error->message, "The clip is still where it was; save it elsewhere.");
  return failed(std::move(*error));
}

}  // namespace

Video::Video(Bytes bytes, std::uint64_t size, std::string content_type, std::string path, Receipt receipt)
    : bytes_(std::move(bytes)),
      size_(size),
      content_type_(std::move(content_type)),
      path_(std::move(path)),
      receipt_(std::move(receipt)) {}

void Video::save(const std::string& path) const { try_save(path).value(); }

Result<void> Video::try_save(const std::string& path) const noexcept {
  return call::without_exceptions([&] { return write_to(*this, path); });
}

}  // namespace segmind
