#include "local_files.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace {

std::vector<std::string*> local_files(Arguments& arguments) {
  std::vector<std::string*> found;
  const auto look_at = [&](std::string& reference) {
    if (is_local_file(reference)) found.push_back(&reference);
  };
  for (std::string& image : arguments.images) look_at(image);
  for (std::string& video : arguments.videos) look_at(video);
  if (arguments.voice) look_at(*arguments.voice);
  return found;
}

/// Calls `look_at` with the flag and the name of each local file.
template <typename LookAt>
void for_each_file(const Arguments& arguments, LookAt look_at) {
  const auto pass = [&](const char* flag, const std::string& reference) {
    if (is_local_file(reference)) look_at(flag, reference);
  };
  for (const std::string& image : arguments.images) pass("--image", image);
  for (const std::string& video : arguments.videos) pass("--video", video);
  if (arguments.voice) pass("--voice", *arguments.voice);
}

bool is_same_file(const std::string& one, const std::string& other) {
  std::error_code ignored;  // of a file that is not there
  return std::filesystem::equivalent(std::filesystem::u8path(one), std::filesystem::u8path(other), ignored);
}

}  // namespace

std::vector<std::string> missing_files(const Arguments& arguments) {
  std::vector<std::string> problems;
  for_each_file(arguments, [&](const char* flag, const std::string& file) {
    std::error_code ignored;
    if (std::filesystem::exists(std::filesystem::u8path(file), ignored)) return;
    problems.push_back(std::string(flag) + " \"" + file + "\": there is no such file, and it is no address either");
  });
  return problems;
}

std::vector<std::string> files_in_the_way(const Arguments& arguments) {
  std::vector<std::string> problems;
  for_each_file(arguments, [&](const char* flag, const std::string& file) {
    if (!is_same_file(file, arguments.output)) return;
    problems.push_back("--output \"" + arguments.output + "\": is the file of " + flag + " \"" + file +
                       "\"; name another");
  });
  return problems;
}

// Without a scheme a reference can only be a path; with one, the library says what is wrong with it.
bool is_local_file(const std::string& reference) {
  return !reference.empty() && reference.find("://") == std::string::npos && reference.rfind("data:", 0) != 0;
}

Arguments with_placeholders(Arguments arguments) {
  const std::vector<std::string*> files = local_files(arguments);
  std::vector<std::string> names;
  for (const std::string* file : files) names.push_back(*file);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto same = [&](const std::string& name) { return name == names[i] || is_same_file(name, names[i]); };
    const auto first = std::find_if(names.begin(), names.end(), same);
    *files[i] = "https://example.com/" + std::to_string(first - names.begin());
  }
  return arguments;
}

segmind::Result<int> upload_local_files(segmind::Client& client, Arguments& arguments,
                                        const segmind::CallOptions& options) {
  const std::vector<std::string*> files = local_files(arguments);
  if (files.empty()) return 0;
  std::vector<std::string> paths;
  for (const std::string* file : files) paths.push_back(*file);
  auto addresses = client.try_upload_all(paths, options);
  if (!addresses) return std::move(addresses).error();
  for (std::size_t i = 0; i < files.size(); ++i) *files[i] = std::move((*addresses)[i]);
  return static_cast<int>(files.size());
}
