#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace segmind::cli {

/// A line of a manifest, in JSON or CSV.
struct ManifestLine {
  std::size_t number = 1;
  nlohmann::json value;  ///< An object; null where it cannot be read.
  std::vector<std::string> problems;
};

// Both take UTF-8 without a mark at its beginning, and throw nothing but std::bad_alloc.

/// Reads JSON Lines: one object a line.
std::vector<ManifestLine> read_json_lines(std::string_view text);

/// Reads CSV: a header row with the names of fields, and a row for each clip.
std::vector<ManifestLine> read_csv_lines(std::string_view text);

}  // namespace segmind::cli
