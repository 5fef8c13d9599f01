#include "cli/batch/manifest/manifest.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "cli/batch/manifest/encoding.hpp"
#include "cli/batch/manifest/fields.hpp"
#include "cli/batch/manifest/line.hpp"
#include "cli/batch/manifest/takes.hpp"
#include "cli/files/fingerprint.hpp"
#include "cli/files/output_place.hpp"
#include "cli/system/system_reason.hpp"

namespace segmind::cli {
namespace {

using nlohmann::json;

constexpr std::size_t largest_manifest = 64'000'000;  // bytes
constexpr std::size_t longest_key = 450;              // of the 500 bytes that a journal takes

/// Why the file cannot be read, and what to do; empty when all is well. It may be a pipe, whose size nobody knows.
std::string read_whole(const std::string& path, std::string& content) {
  const auto file = std::filesystem::u8path(path);
  std::error_code none;
  if (std::filesystem::is_directory(file, none)) return "is a folder; give a file with one request a line";
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in.is_open()) return "cannot be read" + system_reason();
  std::array<char, 64 * 1024> piece;
  while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
    content.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    if (content.size() > largest_manifest) {
      return "is larger than a manifest may be (64 MB); divide it into several";
    }
  }
  return in.bad() ? "cannot be read" + system_reason() : "";
}

using Complain = std::function<void(const std::string& problem)>;

void read_fields(Draft& draft, const ManifestLine& line, const Complain& complain) {
  const json prompt = line.value.value("prompt", json());
  try {
    if (prompt.is_null()) throw WrongField("prompt: is missing; give what the clip is to show");
    draft.builder = segmind::Wan27R2VRequest::Builder(text_of("prompt", prompt));
  } catch (const WrongField& wrong) {
    complain(wrong.what());
  }
  std::map<std::string, std::string> given;  // as the line calls it, by our name
  for (const auto& [name, value] : line.value.items()) {
    if (value.is_null() && name != "seed") continue;  // as if it were not there
    if (const auto [same, is_new] = given.emplace(our_name(name), name); !is_new) {
      complain('"' + name + "\" and \"" + same->second + "\" are one field; give one of them");
      continue;
    }
    if (!is_field(our_name(name))) {
      complain(no_field(name));
      continue;
    }
    try {
      take_field(draft, our_name(name), value);
    } catch (const WrongField& wrong) {
      complain(wrong.what());
    }
  }
  for (const std::string& problem : draft.problems) complain(problem);
  if (const std::string problem = problem_with_takes(draft); !problem.empty()) {
    complain(problem);
    draft.takes = 1;
  }
}

void complain_about(const segmind::Error& error, ManifestFormat format, bool has_prompt, const Complain& complain) {
  for (const segmind::Violation& violation : error.violations) {
    if (violation.field == "prompt" && !has_prompt) continue;  // said already
    const std::string value = violation.value.empty() ? "" : " \"" + violation.value + '"';
    complain(field_in_manifest(format, violation.field) + value + ": " + violation.message);
  }
}

void read_request(Manifest& manifest, Files& files, ManifestFormat format, const std::string& place,
                  const ManifestLine& line) {
  const Complain complain = [&](const std::string& problem) { manifest.problems.push_back(place + problem); };
  const std::size_t problems_before = manifest.problems.size();
  for (const std::string& problem : line.problems) complain(problem);
  if (line.value.is_null()) return;
  Draft draft(files, format);
  read_fields(draft, line, complain);
  for (const LineTake& take : takes_of(draft)) {
    if (const std::string problem = problem_with_output("output", take.output); !problem.empty()) complain(problem);
    if (take.key.size() > longest_key) complain("output: is longer than 450 bytes; name a shorter path");
    auto request = take.builder.try_build();
    if (!request) complain_about(request.error(), format, line.value.value("prompt", json()).is_string(), complain);
    if (manifest.problems.size() > problems_before || !request) return;  // all takes have the same
    Fingerprint fingerprint;
    fingerprint.add(request->to_json());
    manifest.clips.push_back({std::move(*request), draft.files, take.output, place_of(take.output), take.key,
                              fingerprint.text(), place, line.number});
  }
}

}  // namespace

ManifestFormat usual_format_of(const std::string& path) {
  std::string ending = std::filesystem::u8path(path).extension().u8string();
  for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return ending == ".csv" ? ManifestFormat::csv : ManifestFormat::json_lines;
}

Manifest read_manifest(const std::string& path, ManifestFormat format) {
  Manifest manifest;
  std::string content;
  if (const std::string problem = read_whole(path, content); !problem.empty()) {
    manifest.problems.push_back(path + ": " + problem);
    return manifest;
  }
  if (const std::string problem = problem_with_encoding(content); !problem.empty()) {
    manifest.problems.push_back(path + ": " + problem);
    return manifest;
  }
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const bool has_mark = content.compare(0, mark.size(), mark) == 0;
  const std::string_view text = std::string_view(content).substr(has_mark ? mark.size() : 0);
  Files files;
  std::map<std::string, std::size_t> outputs;
  for (const ManifestLine& line : format == ManifestFormat::csv ? read_csv_lines(text) : read_json_lines(text)) {
    const std::string place = path + ':' + std::to_string(line.number) + ": ";
    const std::size_t clips_before = manifest.clips.size();
    read_request(manifest, files, format, place, line);
    for (std::size_t i = clips_before; i < manifest.clips.size(); ++i) {
      const Wanted& wanted = manifest.clips[i];
      const auto [same, is_new] = outputs.emplace(wanted.place, line.number);
      if (is_new) continue;
      manifest.problems.push_back(place + "output \"" + wanted.output + "\": is that of line " +
                                  std::to_string(same->second) + ", too");
    }
  }
  if (manifest.clips.empty() && manifest.problems.empty()) manifest.problems.push_back(path + ": holds no request");
  return manifest;
}

}  // namespace segmind::cli
