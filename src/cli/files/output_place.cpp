#include "cli/files/output_place.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "cli/system/files.hpp"
#include "cli/system/system_reason.hpp"

namespace segmind::cli {

namespace fs = std::filesystem;

namespace {

/// Whether a file can be made there. Replaces nothing and leaves nothing. The trial's name is as long as that of the
/// .part file in which a clip arrives.
bool is_writable(const fs::path& path) {
  for (char turn = '0'; turn <= '9'; ++turn) {
    const fs::path trial = fs::path(path) += std::string(".trial-0") + turn + ".part";
    std::FILE* file = create_file(trial);
    if (file == nullptr && errno == EEXIST) continue;
    if (file == nullptr) return false;
    std::fclose(file);
    std::error_code none;
    fs::remove(trial, none);
    return true;
  }
  return false;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::string place_of(const std::string& path) {
  std::error_code none;
  const fs::path whole = fs::absolute(fs::u8path(path), none);
  const fs::path folder = fs::weakly_canonical(whole.parent_path(), none);
  return in_the_systems_case((none ? whole.parent_path() : folder) / whole.filename());
}

bool is_there(const std::string& output) {
  std::error_code none;
  return fs::is_regular_file(fs::u8path(output), none);
}

std::string problem_with_output(const std::string& name, const std::string& output) {
  std::error_code none;
  if (output.empty()) return name + ": is missing; give the file that the clip goes to";
  if (std::any_of(output.begin(), output.end(), is_control)) return name + ": holds a control character";
  const std::string what = name + " \"" + output + "\": ";
  if (output == "-") return what + "name a file (./- where that is its name)";
  const fs::path given = fs::u8path(output);
  if (const std::string why = why_not_a_file_name(given.filename().u8string()); !why.empty()) return what + why;
  const fs::path path = fs::absolute(given, none);
  const fs::file_status there = fs::status(path, none);
  if (fs::is_directory(there)) return what + "is a folder";
  if (fs::is_other(there)) return what + "is a device, a pipe or a socket; name a file";
  if (!fs::is_directory(path.parent_path(), none)) return what + "its folder does not exist";
  return is_writable(path) ? "" : what + "cannot be written" + system_reason();
}

}  // namespace segmind::cli
