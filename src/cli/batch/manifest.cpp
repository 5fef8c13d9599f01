#include "cli/batch/manifest.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "cli/batch/json.hpp"
#include "cli/files/output_place.hpp"
#include "cli/files/reference_file.hpp"
#include "cli/system/system_reason.hpp"

namespace segmind::cli {
namespace {

using nlohmann::json;
using segmind::ReferenceKind;

/// A field that is not what it should be.
struct WrongField : std::runtime_error {
  using std::runtime_error::runtime_error;
};

WrongField wrong(const std::string& name, const json& value, const std::string& what_to_give) {
  constexpr std::size_t longest = 80;
  std::string shown = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (shown.size() > longest) shown.replace(longest, std::string::npos, "...");
  return WrongField(name + ' ' + shown + ": " + what_to_give);
}

std::string text_of(const std::string& name, const json& value) {
  if (!value.is_string()) throw wrong(name, value, "must be a text in quotes");
  return value.get<std::string>();
}

std::int64_t number_of(const std::string& name, const json& value) {
  const char* what = value.is_string() ? "must be a whole number, without quotes" : "must be a whole number";
  if (value.is_number_float()) {  // the service's own records say 5.0
    const double number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) < 1e15) return static_cast<std::int64_t>(number);
  }
  if (!value.is_number_integer()) throw wrong(name, value, what);
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) throw wrong(name, value, "is too large");
  return value.get<std::int64_t>();
}

std::vector<std::string> list_of(const std::string& name, const json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  if (!value.is_array()) throw wrong(name, value, "must be a list of files or addresses");
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

/// The service's name of a field, by ours.
constexpr std::pair<const char*, const char*> service_names[] = {
    {"images", "reference_images"}, {"videos", "reference_videos"}, {"voice", "reference_voice"}};

std::string our_name(const std::string& name) {
  for (const auto& [ours, theirs] : service_names) {
    if (name == theirs) return ours;
  }
  return name;
}

/// FNV-1a, so that equal requests have equal fingerprints on every machine.
class Fingerprint {
 public:
  void add(std::string_view text) noexcept {
    for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  std::string text() const {
    char hex[20];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash_));
    return hex;
  }

 private:
  std::uint64_t hash_ = 14695981039346656037ULL;
};

std::string fingerprint_of_file(const std::string& path) {
  std::ifstream in(std::filesystem::u8path(path), std::ios::binary);
  std::vector<char> piece(1 << 20);
  Fingerprint fingerprint;
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    fingerprint.add({piece.data(), static_cast<std::size_t>(in.gcount())});
  }
  return fingerprint.text();
}

/// What is known of the files that lines refer to. Many lines may name one file, and it is read once.
class Files {
 public:
  struct Known {
    std::string stand_in;
    std::vector<std::string> problems;
  };

  const Known& of(const std::string& path, ReferenceKind used_as) {
    const auto [known, is_new] = known_.try_emplace({path, used_as});
    if (!is_new) return known->second;
    known->second.problems = problems_with_file(path, used_as);
    const std::string content = known->second.problems.empty() ? fingerprint_of_file(path) : "unusable";
    known->second.stand_in = "https://example.com/" + content + extension_of(path);
    return known->second;
  }

 private:
  std::map<std::pair<std::string, ReferenceKind>, Known> known_;
};

struct Draft {
  explicit Draft(Files& known) : known_files(known) {}

  Files& known_files;
  segmind::Wan27R2VRequest::Builder builder{""};
  std::string output;
  std::vector<LocalReference> files;
  std::vector<std::string> problems;

  /// The address that goes into the request.
  std::string reference(const std::string& name, std::string given, ReferenceKind used_as) {
    if (!is_local_file(given)) return given;
    const Files::Known& known = known_files.of(given, used_as);
    const std::string named = name + " \"" + given + '"';
    for (const std::string& problem : known.problems) problems.push_back(named + ": " + problem);
    files.push_back({known.stand_in, std::move(given), named, used_as});
    return known.stand_in;
  }

  std::vector<std::string> references(const std::string& name, const json& value, ReferenceKind used_as) {
    std::vector<std::string> list = list_of(name, value);
    for (std::size_t i = 0; i < list.size(); ++i) {
      list[i] = reference(name + '[' + std::to_string(i) + ']', std::move(list[i]), used_as);
    }
    return list;
  }
};

/// The fields in any order; false when there is no such field.
bool take_field(Draft& draft, const std::string& name, const json& value) {
  auto& builder = draft.builder;
  if (name == "negative_prompt") {
    builder.negative_prompt(text_of(name, value));
  } else if (name == "images") {
    for (std::string& address : draft.references(name, value, ReferenceKind::image)) {
      builder.reference_image(std::move(address));
    }
  } else if (name == "videos") {
    for (std::string& address : draft.references(name, value, ReferenceKind::video)) {
      builder.reference_video(std::move(address));
    }
  } else if (name == "voice") {
    builder.reference_voice(draft.reference(name, text_of(name, value), ReferenceKind::voice));
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
  for (const auto& [ours, theirs] : service_names) {
    if (field.rfind(theirs, 0) == 0) return ours + field.substr(std::string(theirs).size());
  }
  return field == "references" ? "images, videos" : field;
}

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
        complain("\"" + name + "\" is not a field of a request; there are " + fields);
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
