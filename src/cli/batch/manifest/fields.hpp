#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <segmind/segmind.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "cli/batch/manifest/manifest.hpp"

namespace segmind::cli {

/// A field with an unusable value.
struct WrongField : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The files that lines refer to. Each is read once, however many lines name it.
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

/// A line of the manifest while it is read.
struct Draft {
  Draft(Files& known, ManifestFormat of) : known_files(known), format(of) {}

  Files& known_files;
  ManifestFormat format;
  segmind::Wan27R2VRequest::Builder builder{""};
  std::string output;
  std::optional<std::int64_t> seed;
  int takes = 1;
  std::vector<LocalReference> files;
  std::vector<std::string> problems;

  /// The address, or the stand-in of a local file, for the request.
  std::string reference(const std::string& name, std::string given, segmind::ReferenceKind used_as);
  std::vector<std::string> references(const std::string& name, const nlohmann::json& value,
                                      segmind::ReferenceKind used_as);
};

/// The value of a string. Throws WrongField.
std::string text_of(const std::string& name, const nlohmann::json& value);

/// Takes a field by our name. Throws WrongField. The caller takes the prompt.
void take_field(Draft& draft, const std::string& name, const nlohmann::json& value);

/// Whether a field has that name, which is one of ours.
bool is_field(const std::string& name);

/// The message about a name that no field has.
std::string no_field(const std::string& name);

/// Our name for a field that may have the service's.
std::string our_name(const std::string& name);

/// The manifest's name of one of several references: images[0], or images_1 in a table.
std::string item_name(ManifestFormat format, const std::string& name, std::size_t index);

/// The manifest's name of a field of the library.
std::string field_in_manifest(ManifestFormat format, const std::string& field);

}  // namespace segmind::cli
