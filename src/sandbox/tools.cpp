#include "sandbox/tools.hpp"

#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "sandbox/temporary_folder.hpp"

namespace segmind::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr int most_files_looked_at = 20'000;

constexpr const char* shipped = "every generation gives the same short clip that is shipped, whatever was asked for";

std::string why_useless(const std::string& ffmpeg, const Ended& ended) {
  if (ended.how == Ended::How::unstarted && ended.error == ENOENT) {
    return "ffmpeg was not found (" + ffmpeg + "): " + shipped + ". To see clips drawn: apt-get install ffmpeg";
  }
  if (ended.how == Ended::How::unstarted) {
    return "ffmpeg could not be started (" + ffmpeg + "): " + std::strerror(ended.error) + ": " + shipped + ".";
  }
  return "ffmpeg does not work (" + ffmpeg + " lists no filters): " + shipped + ".";
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A regular and a bold font: DejaVu, or else the first font file that is found.
void find_fonts(Tools& tools) {
  std::string any;
  std::string bold;
  std::string plain;
  int looked_at = 0;
  for (const char* root : {"/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"}) {
    std::error_code error;
    auto it = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
    for (; !error && it != fs::recursive_directory_iterator() && ++looked_at < most_files_looked_at;
         it.increment(error)) {
      const auto name = it->path().filename().string();
      if (name == "DejaVuSans-Bold.ttf") bold = it->path().string();
      if (name == "DejaVuSans.ttf") plain = it->path().string();
      const auto extension = it->path().extension();
      if (any.empty() && (extension == ".ttf" || extension == ".otf")) any = it->path().string();
    }
  }
  tools.bold_font = !bold.empty() ? bold : !plain.empty() ? plain : any;
  tools.plain_font = !plain.empty() ? plain : tools.bold_font;
}

}  // namespace

std::optional<Tools> find_tools(const std::string& ffmpeg, Processes& processes, std::string& notice) {
  std::optional<TemporaryFolder> folder;
  try {
    folder.emplace();
  } catch (const std::exception& problem) {
    notice = std::string(problem.what()) + ": " + shipped + ".";
    return std::nullopt;
  }
  const auto file = folder->path() + "/listing";
  const auto filters_ended = processes.run({ffmpeg, "-hide_banner", "-nostdin", "-filters"}, file, "");
  const auto filters = read_file(file);
  if (!filters_ended.well(!filters.empty()) || filters.empty()) {
    notice = why_useless(ffmpeg, filters_ended);
    return std::nullopt;
  }
  processes.run({ffmpeg, "-hide_banner", "-nostdin", "-encoders"}, file, "");
  if (read_file(file).find(" libx264 ") == std::string::npos) {
    notice = std::string("this ffmpeg cannot write H.264 (no libx264): ") + shipped + ".";
    return std::nullopt;
  }
  Tools tools;
  tools.ffmpeg = ffmpeg;
  if (filters.find(" drawtext ") == std::string::npos) {
    notice = "this ffmpeg cannot draw text (no drawtext filter): clips are drawn without any.";
    return tools;
  }
  find_fonts(tools);
  if (tools.bold_font.empty()) {
    notice = "no font was found: clips are drawn without text. To see it: apt-get install fonts-dejavu-core";
  }
  return tools;
}

}  // namespace segmind::sandbox
