#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <segmind/segmind.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cli/batch/manifest/manifest.hpp"

namespace segmind::cli {

/// A field that is not what it should be.
struct WrongField : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What is known of the files that lines refer to. Many lines may name one file, and it is read once.
class Files {
 public:
  struct Known {
    std::string stand_in;
    std::vector<std::string> problems;
  };

  const Known& of(const std::string& path, segmind::ReferenceKind used_as);

 private:
  std::map<std::pair<std::string, segmind::ReferenceKind>, Known> known_;
};

/// A line of the manifest, as far as it has been read.
struct Draft {
  Draft(Files& known, ManifestFormat of) : known_files(known), format(of) {}

  Files& known_files;
  ManifestFormat format;
  segmind::Wan27R2VRequest::Builder builder{""};
  std::string output;
  std::vector<LocalReference> files;
  std::vector<std::string> problems;

  /// The address that goes into the request.
  std::string reference(const std::string& name, std::string given, segmind::ReferenceKind used_as);
  std::vector<std::string> references(const std::string& name, const nlohmann::json& value,
                                      segmind::ReferenceKind used_as);
};

/// "a text in quotes"; throws WrongField.
std::string text_of(const std::string& name, const nlohmann::json& value);

/// Takes a field by our name for it; throws WrongField. The prompt is the caller's.
void take_field(Draft& draft, const std::string& name, const nlohmann::json& value);

/// Whether there is a field of that name of ours.
bool is_field(const std::string& name);

/// Complains about a name that is none of a field.
std::string no_field(const std::string& name);

/// Our name for a field that may have the service's.
std::string our_name(const std::string& name);

/// What a manifest calls one reference of several, from 0: images[0], and in a table images_1.
std::string item_name(ManifestFormat format, const std::string& name, std::size_t index);

/// What a manifest calls a field of the library.
std::string field_in_manifest(ManifestFormat format, const std::string& field);

}  // namespace segmind::cli
