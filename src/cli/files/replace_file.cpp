#include "cli/files/replace_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "cli/system/files.hpp"
#include "cli/system/flush_to_disk.hpp"
#include "cli/system/system_reason.hpp"

namespace segmind::cli {
namespace {

bool write_and_flush(const std::filesystem::path& path, const std::string& text) {
  std::FILE* file = open_to_write(path);
  if (file == nullptr) return false;
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size() && flush_to_disk(file);
  const int reason = errno;
  const bool is_closed = std::fclose(file) == 0;
  if (!is_written) errno = reason;
  return is_written && is_closed;
}

}  // namespace

std::string replace_file(const std::string& path, const std::string& text) {
  const std::filesystem::path target = std::filesystem::u8path(path);
  const std::filesystem::path part = std::filesystem::path(target) += ".part";
  std::error_code error;
  errno = 0;
  if (!write_and_flush(part, text)) {
    const std::string reason = system_reason();
    std::filesystem::remove(part, error);
    return "cannot be written" + reason;
  }
  rename_file(part, target, error);
  return error ? "cannot be written: " + reason_of(error) : "";
}

}  // namespace segmind::cli
