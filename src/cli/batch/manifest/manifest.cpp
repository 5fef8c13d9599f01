#include "cli/batch/manifest/manifest.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/batch/manifest/fields.hpp"
#include "cli/batch/manifest/fingerprint.hpp"
#include "cli/batch/manifest/line.hpp"
#include "cli/files/output_place.hpp"
#include "cli/system/system_reason.hpp"

namespace segmind::cli {
namespace {

using nlohmann::json;

void read_line(Manifest& manifest, Files& files, const std::string& place, const std::string& text) {
  const auto complain = [&](const std::string& problem) { manifest.problems.push_back(place + problem); };
  const auto& [line, repeated, problem_with_line] = parse_manifest_line(text);
  if (!problem_with_line.empty()) return complain(problem_with_line);
  if (!line.is_object()) return complain("must be an object, such as {\"prompt\": ...}");
  const std::size_t problems_before = manifest.problems.size();
  for (const std::string& name : repeated) complain('"' + name + "\" is given twice");
  Draft draft(files);
  const json prompt = line.value("prompt", json());
  try {
    if (prompt.is_null()) throw WrongField("prompt: is missing; give what the clip is to show");
    draft.builder = segmind::Wan27R2VRequest::Builder(text_of("prompt", prompt));
  } catch (const WrongField& wrong) {
    complain(wrong.what());
  }
  std::map<std::string, std::string> given;  // as the line calls it, by our name
  for (const auto& [name, value] : line.items()) {
    if (value.is_null() && name != "seed") continue;  // as if it were not there
    if (const auto [same, is_new] = given.emplace(our_name(name), name); !is_new) {
      complain('"' + name + "\" and \"" + same->second + "\" are one field; give one of them");
      continue;
    }
    try {
      if (!take_field(draft, our_name(name), value))
        complain("\"" + name + "\" is not a field of a request; there are " + field_names);
    } catch (const WrongField& wrong) {
      complain(wrong.what());
    }
  }
  for (const std::string& problem : draft.problems) complain(problem);
  if (const std::string problem = problem_with_output("output", draft.output); !problem.empty()) complain(problem);
  auto request = draft.builder.try_build();
  if (!request) {
    for (const segmind::Violation& violation : request.error().violations) {
      if (violation.field == "prompt" && !prompt.is_string()) continue;  // said already
      const std::string value = violation.value.empty() ? "" : " \"" + violation.value + '"';
      complain(field_in_manifest(violation.field) + value + ": " + violation.message);
    }
  }
  if (manifest.problems.size() > problems_before || !request) return;
  Fingerprint fingerprint;
  fingerprint.add(request->to_json());
  manifest.clips.push_back(
      {std::move(*request), std::move(draft.files), draft.output, place_of(draft.output), fingerprint.text(), place});
}

}  // namespace

Manifest read_manifest(const std::string& path) {
  Manifest manifest;
  errno = 0;
  std::ifstream in(std::filesystem::u8path(path), std::ios::binary);
  const bool is_open = in.is_open();
  std::string content{std::istreambuf_iterator<char>(in), {}};
  std::error_code none;
  if (!is_open || in.bad() || std::filesystem::is_directory(std::filesystem::u8path(path), none)) {
    manifest.problems.push_back(path + ": cannot be read" + system_reason());
    return manifest;
  }
  if (const std::string problem = problem_with_encoding(content); !problem.empty()) {
    manifest.problems.push_back(path + ": " + problem);
    return manifest;
  }
  if (content.rfind("\xEF\xBB\xBF", 0) == 0) content.erase(0, 3);
  Files files;
  std::map<std::string, int> outputs;
  int number = 0;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    const std::string text = content.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string place = path + ':' + std::to_string(number) + ": ";
    const std::size_t clips_before = manifest.clips.size();
    read_line(manifest, files, place, text);
    if (manifest.clips.size() == clips_before) continue;
    const Wanted& wanted = manifest.clips.back();
    const auto [same, is_new] = outputs.emplace(wanted.place, number);
    if (!is_new) {
      manifest.problems.push_back(place + "output \"" + wanted.output + "\": is that of line " +
                                  std::to_string(same->second) + ", too");
    }
  }
  if (manifest.clips.empty() && manifest.problems.empty()) manifest.problems.push_back(path + ": holds no request");
  return manifest;
}

}  // namespace segmind::cli
