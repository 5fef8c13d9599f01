#pragma once

#include <string>
#include <vector>

namespace segmind::cli {

using Cells = std::vector<std::string>;

/// The rows as lines, each column as wide as its widest cell. All have the same number of cells.
std::vector<std::string> aligned(const std::vector<Cells>& rows);

/// "-" for an empty cell.
std::string or_dash(std::string text);

/// Names and values, one a line, without those that have no value.
std::string facts_text(const std::vector<std::pair<std::string, std::string>>& facts);

}  // namespace segmind::cli
