#include "cli/batch/manifest/fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "cli/files/fingerprint.hpp"
#include "cli/files/reference_file.hpp"

namespace segmind::cli {

using nlohmann::json;

namespace {

WrongField wrong(const std::string& name, const json& value, const std::string& what_to_give) {
  constexpr std::size_t longest = 80;
  std::string shown = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (shown.size() > longest) shown.replace(longest, std::string::npos, "...");
  return WrongField(name + ' ' + shown + ": " + what_to_give);
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

int takes_of(const json& value) {
  const std::int64_t takes = number_of("takes", value);
  if (takes < 1 || takes > 100) throw wrong("takes", value, "must be from 1 to 100");
  return static_cast<int>(takes);
}

constexpr std::array<std::string_view, 10> fields{"prompt",     "negative_prompt", "images", "videos", "voice",
                                                  "resolution", "duration",        "seed",   "takes",  "output"};

/// The service's name of a field, by ours.
constexpr std::pair<const char*, const char*> service_names[] = {
    {"images", "reference_images"}, {"videos", "reference_videos"}, {"voice", "reference_voice"}};

}  // namespace

std::string text_of(const std::string& name, const json& value) {
  if (!value.is_string()) throw wrong(name, value, "must be a text in quotes");
  return value.get<std::string>();
}

const Files::Known& Files::of(const std::string& path, ReferenceKind used_as) {
  const auto [known, is_new] = known_.try_emplace({path, used_as});
  if (!is_new) return known->second;
  known->second.problems = problems_with_file(path, used_as);
  const std::string content = known->second.problems.empty() ? fingerprint_of_file(path) : "unusable";
  known->second.stand_in = "https://example.com/" + content + extension_of(path);
  return known->second;
}

std::string Draft::reference(const std::string& name, std::string given, ReferenceKind used_as) {
  if (!is_local_file(given)) return given;
  const Files::Known& known = known_files.of(given, used_as);
  const std::string named = name + " \"" + given + '"';
  for (const std::string& problem : known.problems) problems.push_back(named + ": " + problem);
  files.push_back({known.stand_in, std::move(given), named, used_as});
  return known.stand_in;
}

std::vector<std::string> Draft::references(const std::string& name, const json& value, ReferenceKind used_as) {
  std::vector<std::string> list = list_of(name, value);
  for (std::size_t i = 0; i < list.size(); ++i) {
    list[i] = reference(item_name(format, name, i), std::move(list[i]), used_as);
  }
  return list;
}

void take_field(Draft& draft, const std::string& name, const json& value) {
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
    if (value.is_null()) return void(builder.random_seed());
    draft.seed = number_of(name, value);
    builder.seed(*draft.seed);
  } else if (name == "takes") {
    draft.takes = takes_of(value);
  } else if (name == "output") {
    draft.output = text_of(name, value);
  }
}

bool is_field(const std::string& name) { return std::find(fields.begin(), fields.end(), name) != fields.end(); }

std::string no_field(const std::string& name) {
  std::string all;
  for (const std::string_view field : fields) all += (all.empty() ? "" : ", ") + std::string(field);
  return '"' + name + "\" is not a field of a request; there are " + all;
}

std::string our_name(const std::string& name) {
  for (const auto& [ours, theirs] : service_names) {
    if (name == theirs) return ours;
  }
  return name;
}

std::string item_name(ManifestFormat format, const std::string& name, std::size_t index) {
  return format == ManifestFormat::csv ? name + '_' + std::to_string(index + 1)
                                       : name + '[' + std::to_string(index) + ']';
}

std::string field_in_manifest(ManifestFormat format, const std::string& field) {
  const std::size_t bracket = field.find('[');
  const std::string name = our_name(field.substr(0, bracket));
  if (bracket != std::string::npos) return item_name(format, name, std::stoul(field.substr(bracket + 1)));
  return name == "references" ? "images, videos" : name;
}

}  // namespace segmind::cli
