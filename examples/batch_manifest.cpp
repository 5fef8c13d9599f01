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
#include <utility>

#include "output_place.hpp"
#include "system_reason.hpp"

namespace {

using nlohmann::json;

/// A field that is not what it should be.
struct WrongField : std::runtime_error {
  using std::runtime_error::runtime_error;
};

WrongField wrong(const std::string& name, const json& value, const std::string& what_to_give) {
  return WrongField(name + ' ' + value.dump(-1, ' ', false, json::error_handler_t::replace) + ": " + what_to_give);
}

std::string text_of(const std::string& name, const json& value) {
  if (!value.is_string()) throw wrong(name, value, "must be a text in quotes");
  return value.get<std::string>();
}

std::int64_t number_of(const std::string& name, const json& value) {
  const char* what = value.is_string() ? "must be a whole number, without quotes" : "must be a whole number";
  if (!value.is_number_integer()) throw wrong(name, value, what);
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) throw wrong(name, value, "is too large");
  return value.get<std::int64_t>();
}

std::vector<std::string> list_of(const std::string& name, const json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  if (!value.is_array()) throw wrong(name, value, "must be a list of addresses");
  std::vector<std::string> list;
  for (const json& item : value) list.push_back(text_of(name + '[' + std::to_string(list.size()) + ']', item));
  return list;
}

segmind::Resolution resolution_of(const json& value) {
  if (value == "720P" || value == "720p") return segmind::Resolution::p720;
  if (value == "1080P" || value == "1080p") return segmind::Resolution::p1080;
  throw wrong("resolution", value, "must be \"720P\" or \"1080P\"");
}

constexpr const char* fields = "prompt, negative_prompt, images, videos, voice, resolution, duration, seed and output";

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

/// FNV-1a, so that equal requests have equal fingerprints on every machine.
std::string fingerprint_of(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  char hex[20];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

struct Line {
  json value;
  std::set<std::string> repeated;
};

/// Throws json::parse_error.
///
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
  line.value = json::parse(text, note_key);
  return line;
}

void read_object(Manifest& manifest, const std::string& place, const Line& parsed) {
  const auto complain = [&](const std::string& problem) { manifest.problems.push_back(place + problem); };
  const auto& [line, repeated] = parsed;
  if (!line.is_object()) return complain("must be an object, such as {\"prompt\": ...}");
  const std::size_t problems_before = manifest.problems.size();
  for (const std::string& name : repeated) complain('"' + name + "\" is given twice");
  Draft draft;
  const json prompt = line.value("prompt", json());
  try {
    if (prompt.is_null()) throw WrongField("prompt: is missing; give what the clip is to show");
    draft.builder = segmind::Wan27R2VRequest::Builder(text_of("prompt", prompt));
  } catch (const WrongField& wrong) {
    complain(wrong.what());
  }
  for (const auto& [name, value] : line.items()) {
    try {
      if (!take_field(draft, name, value))
        complain("\"" + name + "\" is not a field of a request; there are " + fields);
    } catch (const WrongField& wrong) {
      complain(wrong.what());
    }
  }
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
  const std::string fingerprint = fingerprint_of(request->to_json());
  manifest.clips.push_back({std::move(*request), draft.output, place_of(draft.output), fingerprint, place});
}

void read_line(Manifest& manifest, const std::string& place, const std::string& text) {
  try {
    read_object(manifest, place, parse_line(text));
  } catch (const json::parse_error& error) {
    manifest.problems.push_back(place + "is not JSON from its character " + std::to_string(error.byte) + " on");
  }
}

}  // namespace

Manifest read_manifest(const std::string& path) {
  Manifest manifest;
  errno = 0;
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
    manifest.problems.push_back(path + ": cannot be read" + system_reason());
  } else if (manifest.clips.empty() && manifest.problems.empty()) {
    manifest.problems.push_back(path + ": holds no request");
  }
  return manifest;
}
