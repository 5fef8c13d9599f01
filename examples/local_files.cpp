#include "local_files.hpp"

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

}  // namespace

std::vector<std::string> missing_files(const Arguments& arguments) {
  std::vector<std::string> problems;
  const auto look_at = [&](const char* flag, const std::string& reference) {
    std::error_code ignored;
    if (!is_local_file(reference) || std::filesystem::exists(reference, ignored)) return;
    problems.push_back(std::string(flag) + " \"" + reference +
                       "\": there is no such file, and it is no address either");
  };
  for (const std::string& image : arguments.images) look_at("--image", image);
  for (const std::string& video : arguments.videos) look_at("--video", video);
  if (arguments.voice) look_at("--voice", *arguments.voice);
  return problems;
}

// Without a scheme a reference can only be a path; with one, the library says what is wrong with it.
bool is_local_file(const std::string& reference) {
  return !reference.empty() && reference.find("://") == std::string::npos && reference.rfind("data:", 0) != 0;
}

Arguments with_placeholders(Arguments arguments) {
  for (std::string* file : local_files(arguments)) *file = "https://example.com/";
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
