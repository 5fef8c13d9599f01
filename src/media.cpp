#include "segmind/media.hpp"

#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "call/clip/sink_writer.hpp"
#include "call/exchange/failure.hpp"
#include "os/reason.hpp"
#include "os/utf8_path.hpp"
#include "segmind/exception.hpp"

namespace segmind {
namespace {

// Half a clip, or what another program has put there, must not be saved as the clip.
std::optional<Error> no_longer_there(const Media& media) {
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(os::path_from_utf8(media.path()), error);
  if (error)
    return call::file_error("The clip's file " + media.path() + " cannot be read: " + os::reason_of(error) + '.');
  if (size == media.size()) return std::nullopt;
  return call::file_error("The file " + media.path() + " is no longer the clip: it has " + std::to_string(size) +
                          " bytes, and the clip has " + std::to_string(media.size()) + '.');
}

std::optional<Error> copy_file(const Media& media, call::SinkWriter& to) {
  std::ifstream in(os::path_from_utf8(media.path()), std::ios::binary);
  const auto piece = std::make_unique<char[]>(1 << 20);
  std::uint64_t copied = 0;
  while (in) {
    in.read(piece.get(), 1 << 20);
    const auto size = static_cast<std::size_t>(in.gcount());
    if (std::optional<Error> error = to.write(reinterpret_cast<const std::byte*>(piece.get()), size)) return error;
    copied += size;
  }
  if (in.eof() && copied == media.size()) return std::nullopt;
  return call::file_error("The file " + media.path() + " cannot be read.");
}

Result<void> write_to(const Media& media, const std::string& path) {
  if (media.bytes().empty() && media.path().empty()) {
    Error error;
    error.kind = ErrorKind::misuse;
    error.message = "The clip's bytes went to a callback, so there is nothing to save.";
    error.charge = Charge::charged;
    return error;
  }
  const std::unique_ptr<call::SinkWriter> file = call::create_file_writer(path, "");
  const auto failed = [](Error error) {
    error.charge = Charge::charged;  // of the clip: nobody is to read that it cost nothing
    return error;
  };
  if (!media.path().empty()) {
    if (std::optional<Error> error = no_longer_there(media)) return failed(std::move(*error));
  }
  const Bytes& bytes = media.bytes();
  std::optional<Error> error = file->open();
  if (!error) error = media.path().empty() ? file->write(bytes.data(), bytes.size()) : copy_file(media, *file);
  if (!error) {
    Result<Media> committed = file->commit({});
    if (committed) return {};
    error = std::move(committed).error();
    error->rescued.reset();  // the caller still has the clip
  }
  file->abandon(false);
  call::add_sentence(error->message, "The clip is still where it was; save it elsewhere.");
  return failed(std::move(*error));
}

}  // namespace

Media::Media(Bytes bytes, std::uint64_t size, std::string content_type, std::string path, Receipt receipt)
    : bytes_(std::move(bytes)),
      size_(size),
      content_type_(std::move(content_type)),
      path_(std::move(path)),
      receipt_(std::move(receipt)) {}

void Media::save(const std::string& path) const { try_save(path).value(); }

Result<void> Media::try_save(const std::string& path) const noexcept {
  return call::without_exceptions([&] { return write_to(*this, path); });
}

}  // namespace segmind
