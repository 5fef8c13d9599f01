#include "cli/files/rescue.hpp"

#include <cstdio>
#include <filesystem>
#include <utility>

#include "cli/system/files.hpp"

namespace segmind::cli {

namespace fs = std::filesystem;

namespace {

std::string extension_for(const std::string& content_type) {
  for (const auto& [type, extension] : {std::pair("video/mp4", ".mp4"),
                                        {"video/quicktime", ".mov"},
                                        {"video/webm", ".webm"},
                                        {"image/png", ".png"},
                                        {"image/jpeg", ".jpg"},
                                        {"image/webp", ".webp"},
                                        {"image/bmp", ".bmp"},
                                        {"audio/wav", ".wav"},
                                        {"audio/mpeg", ".mp3"}}) {
    if (content_type == type) return extension;
  }
  return ".bin";
}

/// The stem of the output's name, if it leaves room for what is put behind it.
std::string stem_of(const std::string& output) {
  constexpr std::size_t longest = 150;
  std::string stem = fs::u8path(output).stem().u8string();
  return stem.size() <= longest ? stem : "clip";
}

/// Makes an empty file, so that the name is ours and nothing is replaced.
bool reserve(const fs::path& path) {
  std::FILE* file = create_file(path);
  if (file != nullptr) std::fclose(file);
  return file != nullptr;
}

std::string save_in(const fs::path& folder, const segmind::Media& media, const std::string& stem) {
  std::error_code none;
  const std::string extension = extension_for(media.content_type());
  for (int turn = 1; turn <= 1000; ++turn) {
    const std::string number = turn == 1 ? "" : '-' + std::to_string(turn);
    const fs::path path = folder / fs::u8path(stem + ".rescued" + number + extension);
    if (fs::exists(fs::symlink_status(path, none))) continue;
    if (!reserve(path)) return "";
    if (media.try_save(path.u8string())) return path.u8string();
    fs::remove(path, none);
    return "";
  }
  return "";
}

}  // namespace

std::string save_elsewhere(const segmind::Media& media, const std::string& output) {
  std::error_code none;
  const std::string stem = stem_of(output);
  const fs::path beside = fs::absolute(fs::u8path(output), none).parent_path();
  if (std::string place = save_in(beside, media, stem); !place.empty()) return place;
  const fs::path temporary = fs::temp_directory_path(none);
  return none ? "" : save_in(fs::absolute(temporary, none), media, stem);
}

}  // namespace segmind::cli
