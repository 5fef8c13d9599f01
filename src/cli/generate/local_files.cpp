#include "cli/generate/local_files.hpp"

#include <filesystem>
#include <utility>

#include "cli/files/fingerprint.hpp"
#include "cli/files/reference_file.hpp"

namespace segmind::cli {
namespace {

using segmind::ReferenceKind;

/// A reference that is a file on this machine, under the names by which the library and the user know it.
struct LocalFile {
  std::string field;
  const char* flag;
  segmind::ReferenceKind used_as;
  std::string* name;
};

std::vector<LocalFile> local_files(GenerateArguments& arguments) {
  std::vector<LocalFile> found;
  const auto look_at = [&](std::string field, const char* flag, ReferenceKind used_as, std::string& reference) {
    if (is_local_file(reference)) found.push_back({std::move(field), flag, used_as, &reference});
  };
  const auto look_at_all = [&](const std::string& field, const char* flag, ReferenceKind used_as,
                               std::vector<std::string>& references) {
    for (std::size_t i = 0; i < references.size(); ++i) {
      look_at(field + '[' + std::to_string(i) + ']', flag, used_as, references[i]);
    }
  };
  look_at_all("reference_images", "--image", ReferenceKind::image, arguments.images);
  look_at_all("reference_videos", "--video", ReferenceKind::video, arguments.videos);
  if (arguments.voice) look_at("reference_voice", "--voice", ReferenceKind::voice, *arguments.voice);
  return found;
}

std::string named(const LocalFile& file) { return std::string(file.flag) + " \"" + *file.name + '"'; }

bool is_same_file(const std::string& one, const std::string& other) {
  std::error_code ignored;  // of a file that is not there
  return std::filesystem::equivalent(std::filesystem::u8path(one), std::filesystem::u8path(other), ignored);
}

/// The library counts the files of an upload: "paths[1]". The request's field says the same to the user.
segmind::Error in_terms_of(const std::vector<LocalFile>& files, segmind::Error error) {
  for (segmind::Violation& violation : error.violations) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (violation.field == "paths[" + std::to_string(i) + ']') violation.field = files[i].field;
    }
  }
  return error;
}

}  // namespace

std::vector<std::string> unusable_files(GenerateArguments arguments) {
  std::vector<std::string> problems;
  for (const LocalFile& file : local_files(arguments)) {
    for (const std::string& problem : problems_with_file(*file.name, file.used_as)) {
      problems.push_back(named(file) + ": " + problem);
    }
    if (is_same_file(*file.name, arguments.output)) {
      problems.push_back("--output \"" + arguments.output + "\": is the file of " + named(file) + "; name another");
    }
  }
  return problems;
}

std::vector<std::string> advice_on_files(GenerateArguments arguments) {
  std::vector<std::string> all_advice;
  for (const LocalFile& file : local_files(arguments)) {
    const std::string advice = advice_on_size(*file.name, file.used_as);
    if (!advice.empty()) all_advice.push_back('(' + named(file) + "): " + advice);
  }
  return all_advice;
}

GenerateArguments with_placeholders(GenerateArguments arguments) {
  for (const LocalFile& file : local_files(arguments)) {
    *file.name = "https://example.com/" + fingerprint_of_file(*file.name) + extension_of(*file.name);
  }
  return arguments;
}

bool has_local_files(GenerateArguments arguments) { return !local_files(arguments).empty(); }

segmind::Result<int> upload_local_files(segmind::Client& client, GenerateArguments& arguments,
                                        const segmind::CallOptions& options) {
  const std::vector<LocalFile> files = local_files(arguments);
  if (files.empty()) return 0;
  std::vector<std::string> paths;
  for (const LocalFile& file : files) paths.push_back(*file.name);
  auto addresses = client.try_upload_all(paths, options);
  if (!addresses) return in_terms_of(files, std::move(addresses).error());
  for (std::size_t i = 0; i < files.size(); ++i) *files[i].name = std::move((*addresses)[i]);
  return static_cast<int>(files.size());
}

}  // namespace segmind::cli
