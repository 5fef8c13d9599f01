#pragma once

#include <cstddef>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

namespace segmind::cli {

/// A file on this machine that a request refers to.
struct LocalReference {
  std::string stand_in;  ///< The address that stands in the request until the file is uploaded: tells its content.
  std::string path;
  std::string named;  ///< By the user: images[0] "hero.png".
  segmind::ReferenceKind used_as = segmind::ReferenceKind::any;
};

/// One clip that is wanted.
struct Wanted {
  segmind::Wan27R2VRequest request;
  std::vector<LocalReference> files;
  std::string output;
  std::string place;        ///< Of the output, see place_of().
  std::string fingerprint;  ///< Of the request: tells whether a line has been changed since it was sent.
  std::string line;         ///< Where it is wanted, to begin a complaint with.
  std::size_t number = 1;   ///< Of that line.
};

/// How a manifest is written.
enum class ManifestFormat { json_lines, csv };

struct Manifest {
  std::vector<Wanted> clips;

  /// What is wrong with it, by line and field. What the library checks is left to the library.
  std::vector<std::string> problems;
};

/// Of the file's name: CSV where that ends in .csv.
ManifestFormat usual_format_of(const std::string& path);

Manifest read_manifest(const std::string& path, ManifestFormat format);

}  // namespace segmind::cli
