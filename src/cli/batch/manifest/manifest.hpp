#pragma once

#include <cstddef>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

namespace segmind::cli {

/// A file on this machine that a request refers to.
struct LocalReference {
  std::string stand_in;  ///< The address in the request until the file is uploaded; holds the content's fingerprint.
  std::string path;
  std::string named;  ///< As the user knows it: images[0] "hero.png".
  segmind::ReferenceKind used_as = segmind::ReferenceKind::any;
};

/// A clip that the manifest asks for.
struct Wanted {
  segmind::Wan27R2VRequest request;
  std::vector<LocalReference> files;
  std::string output;
  std::string place;        ///< Of the output, see place_of().
  std::string key;          ///< Names the clip in the journal: the output as the line has it, and the take.
  std::string fingerprint;  ///< Of the request: shows whether the line has changed since it was sent.
  std::string line;         ///< Its place in the manifest, with which messages begin.
  std::size_t number = 1;   ///< Of that line.
};

/// How a manifest is written.
enum class ManifestFormat { json_lines, csv };

struct Manifest {
  std::vector<Wanted> clips;

  /// A sentence for everything that is wrong, by line and field.
  std::vector<std::string> problems;
};

/// Of the file's name: CSV where that ends in .csv.
ManifestFormat usual_format_of(const std::string& path);

Manifest read_manifest(const std::string& path, ManifestFormat format);

}  // namespace segmind::cli
