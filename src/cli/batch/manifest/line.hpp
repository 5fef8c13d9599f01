#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace segmind::cli {

/// One line of a manifest, whatever the form that it has there.
struct ManifestLine {
  std::size_t number = 1;
  nlohmann::json value;  ///< An object; null where it cannot be read.
  std::vector<std::string> problems;
};

// Both take UTF-8 without a mark at its beginning, and throw nothing but std::bad_alloc.

/// One object a line.
std::vector<ManifestLine> read_json_lines(std::string_view text);

/// A header row with the names of fields, and a row for each clip.
std::vector<ManifestLine> read_csv_lines(std::string_view text);

}  // namespace segmind::cli
