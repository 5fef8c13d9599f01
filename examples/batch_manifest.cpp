#include "batch_manifest.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "output_place.hpp"

namespace {

using nlohmann::json;

/// A field that is not what it should be.
struct WrongField : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string text_of(const std::string& name, const json& value) {
  if (!value.is_string()) throw WrongField(name + ": must be a text in quotes");
  return value.get<std::string>();
}

std::int64_t number_of(const std::string& name, const json& value) {
  if (!value.is_number_integer()) throw WrongField(name + ": must be a whole number");
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) throw WrongField(name + ": is too large");
  return value.get<std::int64_t>();
}

std::vector<std::string> list_of(const std::string& name, const json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  if (!value.is_array()) throw WrongField(name + ": must be a list of addresses");
  std::vector<std::string> list;
  for (const json& item : value) list.push_back(text_of(name + '[' + std::to_string(list.size()) + ']', item));
  return list;
}

segmind::Resolution resolution_of(const json& value) {
  if (value == "720P" || value == "720p") return segmind::Resolution::p720;
  if (value == "1080P" || value == "1080p") return segmind::Resolution::p1080;
  throw WrongField("resolution: must be \"720P\" or \"1080P\"");
}

struct Draft {
  segmind::Wan27R2VRequest::Builder builder{""};
  std::string output;
};

/// The fields in any order; false when there is no such field.
bool take_field(Draft& draft, const std::string& name, const json& value) {
  auto& builder = draft.builder;
  if (name == "negative_prompt") {
    builder.negative_prompt(text_of(name, value));
  } else if (name == "images") {
    for (std::string& address : list_of(name, value)) builder.reference_image(std::move(address));
  } else if (name == "videos") {
    for (std::string& address : list_of(name, value)) builder.reference_video(std::move(address));
  } else if (name == "voice") {
    builder.reference_voice(text_of(name, value));
  } else if (name == "resolution") {
    builder.resolution(resolution_of(value));
  } else if (name == "duration") {
    builder.duration(std::chrono::seconds(number_of(name, value)));
  } else if (name == "seed") {
    value.is_null() ? builder.random_seed() : builder.seed(number_of(name, value));
  } else if (name == "output") {
    draft.output = text_of(name, value);
  } else {
    return name == "prompt";
  }
  return true;
}

/// What the manifest calls a field of the library.
std::string field_in_manifest(std::string field) {
  for (const auto& [theirs, ours] :
       {std::pair("reference_images", "images"), {"reference_videos", "videos"}, {"reference_voice", "voice"}}) {
    if (field.rfind(theirs, 0) == 0) return ours + field.substr(std::string(theirs).size());
  }
  return field == "references" ? "images, videos" : field;
}

/// Whether a file could be made there; takes nothing's place, and leaves nothing. The trial's name is as long as that
/// under which a clip arrives.
bool is_writable(const std::filesystem::path& path) {
  for (char turn = '0'; turn <= '9'; ++turn) {
    const std::filesystem::path trial = std::filesystem::path(path) += std::string(".trial-0") + turn + ".part";
    std::FILE* file = std::fopen(trial.string().c_str(), "wx");
    if (file == nullptr && errno == EEXIST) continue;
    if (file == nullptr) return false;
    std::fclose(file);
    std::error_code none;
    std::filesystem::remove(trial, none);
    return true;
  }
  return false;
}

std::string problem_with_output(const std::string& output) {
  std::error_code none;
  if (output.empty()) return "output: is missing; give the file that the clip goes to";
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(output.begin(), output.end(), is_control)) return "output: holds a control character";
  const std::filesystem::path path = std::filesystem::absolute(std::filesystem::u8path(output), none);
  if (std::filesystem::is_directory(path, none)) return "output \"" + output + "\": is a folder";
  if (!std::filesystem::is_directory(path.parent_path(), none)) {
    return "output \"" + output + "\": its folder does not exist";
  }
  if (!is_writable(path))
    return "output \"" + output + "\": cannot be written: " + std::generic_category().message(errno);
  return "";
}

/// FNV-1a, so that equal requests have equal fingerprints on every machine.
std::string fingerprint_of(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char hex[20];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

struct Line {
  json value;  ///< Discarded where it is not JSON.
  std::set<std::string> repeated;
};

/// Of a field that is there twice the parser keeps one, and nobody can know which one was meant.
Line parse_line(const std::string& text) {
  Line line;
  std::set<std::string> seen;
  const auto note_key = [&](int depth, json::parse_event_t event, const json& parsed) {
    if (event != json::parse_event_t::key || depth != 1) return true;
    const std::string name = parsed.get<std::string>();
    if (!seen.insert(name).second) line.repeated.insert(name);
    return true;
  };
  line.value = json::parse(text, note_key, false);
  return line;
}

void read_line(Manifest& manifest, const std::string& place, const std::string& text) {
  const auto complain = [&](const std::string& problem) { manifest.problems.push_back(place + problem); };
  const auto [line, repeated] = parse_line(text);
  if (line.is_discarded()) return complain("is not JSON");
  if (!line.is_object()) return complain("must be an object, such as {\"prompt\": ...}");
  const std::size_t problems_before = manifest.problems.size();
  for (const std::string& name : repeated) complain('"' + name + "\" is given twice");
  Draft draft;
  try {
    if (line.contains("prompt")) draft.builder = segmind::Wan27R2VRequest::Builder(text_of("prompt", line["prompt"]));
  } catch (const WrongField& wrong) {
    complain(wrong.what());
  }
  for (const auto& [name, value] : line.items()) {
    try {
      if (!take_field(draft, name, value)) complain("\"" + name + "\" is not a field of a request");
    } catch (const WrongField& wrong) {
      complain(wrong.what());
    }
  }
  if (const std::string problem = problem_with_output(draft.output); !problem.empty()) complain(problem);
  auto request = draft.builder.try_build();
  if (!request) {
    for (const segmind::Violation& violation : request.error().violations) {
      const std::string value = violation.value.empty() ? "" : " \"" + violation.value + '"';
      complain(field_in_manifest(violation.field) + value + ": " + violation.message);
    }
  }
  if (manifest.problems.size() > problems_before || !request) return;
  const std::string fingerprint = fingerprint_of(request->to_json());
  manifest.clips.push_back({std::move(*request), draft.output, place_of(draft.output), fingerprint});
}

}  // namespace

Manifest read_manifest(const std::string& path) {
  Manifest manifest;
  std::ifstream in(std::filesystem::u8path(path));
  std::string text;
  std::map<std::string, int> outputs;
  int number = 0;
  while (std::getline(in, text)) {
    ++number;
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string place = path + ':' + std::to_string(number) + ": ";
    const std::size_t clips_before = manifest.clips.size();
    read_line(manifest, place, text);
    if (manifest.clips.size() == clips_before) continue;
    const Wanted& wanted = manifest.clips.back();
    const auto [same, is_new] = outputs.emplace(wanted.place, number);
    if (!is_new) {
      manifest.problems.push_back(place + "output \"" + wanted.output + "\": is that of line " +
                                  std::to_string(same->second) + ", too");
    }
  }
  if (!in.eof()) {
    manifest.problems.push_back(path + ": cannot be read");
  } else if (manifest.clips.empty() && manifest.problems.empty()) {
    manifest.problems.push_back(path + ": holds no request");
  }
  return manifest;
}
