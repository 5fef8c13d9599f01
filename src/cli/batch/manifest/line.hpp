#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

namespace segmind::cli {

/// Why a text is no manifest in UTF-8, and what to do; empty when it is one.
std::string problem_with_encoding(std::string_view text);

/// One line of a manifest.
struct ManifestLine {
  nlohmann::json value;
  std::set<std::string>
      repeated;         ///< Fields that are there twice: the parser keeps one, and nobody knows which is meant.
  std::string problem;  ///< Why there is no value.
};

/// Never throws but std::bad_alloc, whatever the line holds.
ManifestLine parse_manifest_line(const std::string& text);

}  // namespace segmind::cli
